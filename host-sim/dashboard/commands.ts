import { actions } from "../../firmware/commands/actions";
import type { Fields } from "../../firmware/commands/fields";
import { ALL_DEVICES, DEVICE_ID } from "../../firmware/messaging/topics";
import { answerText } from "../answer-text";
import { Caller } from "../caller";
import type { Subscriber } from "../subscriber";
import { ActionError, type ActionFields, choiceField } from "./action-fields";
import type { Hub } from "./hub";

const NAMES = Object.keys(actions);
const MOST_DEVICES = 1000;
const MOST_VALUES = 24;
/** Milliseconds to wait for answers. */
const TIMEOUT = 8000;
const LIFETIME = 10_000;

type Login = ConstructorParameters<typeof Subscriber>[0]["login"];

/** Lets a page send commands to devices, and tells it their answers one by one. */
export function produceCommands(hub: Hub, { url, login = {} }: { url: string; login?: Login }): () => Promise<void> {
	let open: Promise<Caller> | undefined;

	/** A connection of its own for each command: a broker that was away meanwhile does not matter. */
	hub.handle("command", async (fields, call) => {
		const devices = devicesOf(fields);
		const name = choiceField(fields, "name", NAMES);
		const values = valuesOf(fields);
		const silent = new Set(devices);
		const tell = (device: string, code: string, words: string): void =>
			hub.publish({ kind: "answer", at: Date.now(), call, device, name, code, words });
		open = Caller.connect(url, login);
		const caller = await open;
		try {
			await caller.call({
				...{ device: devices.length === 1 ? devices[0] : devices, name, values, timeout: TIMEOUT, lifetime: LIFETIME },
				onAnswer(device, answer) {
					silent.delete(device);
					tell(device, answer.code, answerText(name, answer));
				},
			});
			silent.delete(ALL_DEVICES);
			for (const device of silent) tell(device, "no-answer", `no answer within ${TIMEOUT / 1000} s`);
		} finally {
			open = undefined;
			await caller.close();
		}
	});
	return async () => {
		await open?.then(
			caller => caller.close(),
			() => {},
		);
	};
}

function devicesOf(fields: ActionFields): string[] {
	const { devices } = fields;
	if (!Array.isArray(devices) || devices.length === 0) throw new ActionError("no device is selected");
	if (devices.length > MOST_DEVICES) throw new ActionError(`at most ${MOST_DEVICES} devices at once`);
	for (const device of devices)
		if (typeof device !== "string" || !DEVICE_ID.test(device)) throw new ActionError("that is no device's name");
	return [...new Set(devices as string[])];
}

function valuesOf({ values }: ActionFields): Fields {
	if (typeof values !== "object" || values === null) throw new ActionError("the command's values are missing");
	const entries = Object.entries(values);
	if (entries.length > MOST_VALUES) throw new ActionError(`at most ${MOST_VALUES} values`);
	const fields: Fields = Object.create(null);
	for (const [name, value] of entries) {
		if (typeof value !== "number" && typeof value !== "boolean" && typeof value !== "string")
			throw new ActionError(`${name.slice(0, 32)} is neither number, text, true nor false`);
		fields[name] = value;
	}
	return fields;
}
