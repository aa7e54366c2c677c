import { useState } from "preact/hooks";
import { bytes, duration, grouped } from "../../../terminal/quantity";
import type { TransactionFact, TransactionsFact } from "../../chip-protocol";
import { html } from "../html";
import { Missing, Panel } from "../panel";

/** What went over the SPI wire in a frame, in words; the same as a file for a logic analyser's program. */
export function TransactionList({ fact }: { fact: TransactionsFact | undefined }) {
	const [chosen, choose] = useState<number | undefined>(undefined);
	if (!fact || fact.missing)
		return html`<${Panel} title="SPI wire" at=${fact?.missing ? undefined : fact?.at} aging=${!fact?.missing} class="transactions">
			<${Missing} words=${fact?.missing ?? "Waiting for a frame that goes through the chip."} />
		<//>`;
	const { transactions, further, damaged, clock, busy, sequence } = fact;
	return html`<${Panel} title=${`SPI wire, frame ${sequence}`} at=${fact.at} class="transactions">
		<div class="summary">
			<p>${grouped(transactions.length + further)} transactions, ${bytes(fact.bytes)}, bus busy ${duration(busy)} at ${clock / 1e6} MHz${
				damaged > 0 ? html`, <b class="bad">${damaged} damaged</b>` : ", every CRC right"
			}</p>
			<a class="button" href="/spi.vcd" download=${`cim-spi-frame-${sequence}.vcd`}>Save as VCD</a>
		</div>
		<div class="transaction-scroll scrolls" tabindex="0" role="region" aria-label="Transactions of the frame">
			<table>
				<thead><tr><th scope="col" class="number">at, µs</th><th scope="col">what</th><th scope="col" class="number">bytes</th><th scope="col">CRC</th><th scope="col">says</th></tr></thead>
				<tbody>${transactions.map(
					(transaction, at) =>
						html`<${Row} key=${at} transaction=${transaction} isOpen=${at === chosen} onToggle=${() => choose(at === chosen ? undefined : at)} />`,
				)}</tbody>
			</table>
			${further > 0 && html`<p class="quiet">and ${grouped(further)} more; the file has them all</p>`}
		</div>
	<//>`;
}

function Row({ transaction, isOpen, onToggle }: { transaction: TransactionFact; isOpen: boolean; onToggle(): void }) {
	const { at, direction, name, sequence, bytes: length, damaged, status, fields, start } = transaction;
	const isCommand = direction === "command";
	return html`<tr class=${isCommand ? "command" : "answer"}>
			<td class="number">${grouped(Math.round(at))}</td>
			<td><button type="button" class="plain" aria-expanded=${isOpen} onClick=${onToggle}><span class="arrow" aria-hidden="true">${isCommand ? "→" : "←"}</span>
				<span class="unseen">${direction} </span><b>${name || "?"}</b> <span class="quiet">#${sequence}</span></button></td>
			<td class="number">${grouped(length)}</td>
			<td class=${damaged ? "bad" : "good"}>${damaged ? "damaged" : "right"}</td>
			<td class="says">${status.map(word => html`<span class=${`flag ${word}`}>${word}</span>`)}${fields.map(
				([field, value]) => html`<span class="field"><i>${field}</i> ${value}</span>`,
			)}</td>
		</tr>
		${isOpen && html`<tr class="bytes"><td></td><td colspan="4" class="mono">${hex(start)}${length > start.length && " …"}</td></tr>`}`;
}

function hex(content: Uint8Array): string {
	return Array.from(content, byte => byte.toString(16).padStart(2, "0")).join(" ");
}
