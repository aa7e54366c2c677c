import { useElsewhere } from "../elsewhere";
import { html } from "../html";
import { useFact, type ViewProps } from "../store";
import { MessageBytes } from "../wire/message-bytes";
import { OutboxPanel } from "../wire/outbox-panel";
import { TransactionList } from "../wire/transaction-list";

/** The two wires of a device: SPI to its chip, MQTT to everybody. */
export function Wire({ store }: ViewProps) {
	const run = useFact(store, "run");
	const transactions = useFact(store, "transactions");
	const message = useFact(store, "message");
	const elsewhere = useElsewhere(store);
	if (elsewhere && run?.device) return elsewhere;
	const isAlone = run && !run.device;
	return html`<div class=${`wire-view${isAlone ? " alone" : ""}`}>
		${!isAlone && html`<${TransactionList} fact=${transactions} /><${OutboxPanel} store=${store} />`}
		<${MessageBytes} fact=${message} />
	</div>`;
}
