import { useEffect, useRef, useState } from "preact/hooks";
import type { AnswerFact, CommandValue } from "../../protocol";
import { useAsk } from "../ask";
import { html } from "../html";
import { Panel } from "../panel";
import type { ViewProps } from "../store";

/** Commands by name, with the values that they take. */
const COMMANDS = {
	ping: "",
	info: "",
	outbox: "",
	"known-answer": "",
	calibrate: "",
	rate: "milliseconds=1000",
	threshold: "codes=20",
	set: "rate=500 metrics=10",
	"log-level": "level=warning",
	reboot: "",
} as const;
type CommandName = keyof typeof COMMANDS;

/** Answers that are kept. */
const MOST_ANSWERS = 200;

/** Sends a command to the devices that are selected, and shows each answer as it comes. */
export function CommandBar({ store, devices }: ViewProps & { devices: readonly string[] }) {
	const [name, setName] = useState<CommandName>("ping");
	const [values, setValues] = useState("");
	const { ask, isBusy, refusal, refuse } = useAsk(store);
	const answers = useAnswers(store);
	const send = (event: Event) => {
		event.preventDefault();
		const parsed = parseValues(values);
		if (typeof parsed === "string") return refuse(parsed);
		void ask({ action: "command", devices: [...devices], name, values: parsed });
	};
	const choose = (event: Event) => {
		const chosen = (event.target as HTMLSelectElement).value as CommandName;
		setName(chosen);
		setValues(COMMANDS[chosen]);
	};
	return html`<${Panel} title="Command" at=${answers[0]?.at} aging=${answers.length > 0} class="commands">
		<form onSubmit=${send}>
			<select aria-label="Command" value=${name} onChange=${choose}>${Object.keys(COMMANDS).map(each => html`<option value=${each}>${each}</option>`)}</select>
			<input type="text" aria-label="Values" placeholder="no values" maxlength="200" value=${values}
				onInput=${(event: Event) => setValues((event.target as HTMLInputElement).value)} />
			<button class="primary" type="submit" disabled=${isBusy || devices.length === 0}>${
				isBusy ? "Waiting" : devices.length === 0 ? "Select a device" : `Send to ${devices.length}`
			}</button>
		</form>
		<p class="bad small" role="alert">${refusal}</p>
		<div class="answers" aria-label="Answers" role="log" tabindex="0"><ol>
			${answers.map(
				({ device, words, code, at, call }) =>
					html`<li key=${`${call} ${device} ${at}`}><b>${device}</b> <span class=${code === "" ? "" : "bad"}>${words}</span></li>`,
			)}
			${answers.length === 0 && html`<li class="quiet">Answers come here.</li>`}
		</ol></div>
	<//>`;
}

/** The newest first. */
function useAnswers(store: ViewProps["store"]): readonly AnswerFact[] {
	const answers = useRef<AnswerFact[]>([]);
	const [, draw] = useState(0);
	useEffect(
		() =>
			store.listen("answer", answer => {
				answers.current = [answer, ...answers.current].slice(0, MOST_ANSWERS);
				draw(count => count + 1);
			}),
		[store],
	);
	return answers.current;
}

/** "rate=500 log=info" as values; words where it is none. */
function parseValues(text: string): Record<string, CommandValue> | string {
	const values: [string, CommandValue][] = [];
	for (const pair of text.split(/\s+/)) {
		if (pair === "") continue;
		const at = pair.indexOf("=");
		if (at < 1) return `${pair} is not name=value`;
		const value = pair.slice(at + 1);
		const isNumber = value !== "" && Number.isFinite(Number(value));
		values.push([
			pair.slice(0, at),
			value === "true" ? true : value === "false" ? false : isNumber ? Number(value) : value,
		]);
	}
	return Object.fromEntries(values);
}
