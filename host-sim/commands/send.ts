import { readFileSync, writeFileSync } from "node:fs";
import { actions } from "../../firmware/commands/actions";
import type { Answer } from "../../firmware/commands/command-message";
import type { Field, Fields } from "../../firmware/commands/fields";
import { ALL_DEVICES, DEVICE_ID } from "../../firmware/messaging/topics";
import { answerText } from "../answer-text";
import { BROKER_OPTIONS, brokerLogin } from "../broker-login";
import { Caller } from "../caller";
import { printable } from "../printable";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, wholeNumber } from "./options";
import { suggest } from "./suggest";

const OPTIONS = {
	...BROKER_OPTIONS,
	timeout: { type: "string", value: "seconds", about: "wait so long for an answer (default 10)" },
	expires: { type: "string", value: "seconds", about: "not to be done later than this (default 30)" },
	image: { type: "string", value: "file", about: "where snapshot puts its image (default <device>.png)" },
	json: { type: "boolean", about: "each answer as one JSON object a line" },
} as const satisfies Options;

const NAMES = Object.keys(actions);
/** Positional arguments: device, command, values. */
const MOST = 32;

export const command: Command = {
	name: "send",
	summary: "send a command to a device, or to all, and print the answer",
	help: helpText({
		usage: "send <device | all> <command> [key=value ...] [options]",
		about: `Publishes a command and waits until the device has done it or says why not. A value is a number, true, false, text, or @file for a file's bytes.

Commands: ${NAMES.join(", ")}.`,
		options: OPTIONS,
		examples: [
			["cim send desk-1 ping", "is it there?"],
			["cim send desk-1 snapshot --image desk.png", "what it sees"],
			["cim send desk-1 set rate=2000 threshold=20", "settings, all or none"],
			["cim send desk-1 log-level level=warning", "hear its log: cim watch"],
			["cim send all info --timeout 4", "every device there is"],
		],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("send", OPTIONS, args, MOST);
		const [device, name, ...pairs] = positionals;
		if (device === undefined || name === undefined)
			throw new UsageError("a device (or all) and a command are needed: cim send desk-1 ping");
		if (!DEVICE_ID.test(device))
			throw new UsageError(`the device is ${JSON.stringify(device)}: it must be 1 to 23 characters of a-z, 0-9 and -`);
		if (!NAMES.includes(name)) {
			const near = suggest(name, NAMES);
			throw new UsageError(
				`there is no command ${JSON.stringify(name)}; ${near ? `did you mean ${near}?` : `use one of ${NAMES.join(", ")}`}`,
			);
		}
		const fields = parseValues(pairs);
		const timeout = 1000 * wholeNumber("timeout", values.timeout, 10, 1, 3600);
		const lifetime = 1000 * wholeNumber("expires", values.expires, 30, 1, 86_400);
		const { address, login } = brokerLogin(values);
		const caller = await Caller.connect(address.url, login);
		let isDone = true;
		try {
			const answers = await caller.call({
				...{ device, name, values: fields, timeout, lifetime },
				onAnswer(from, answer) {
					if (answer.code !== "") isDone = false;
					process.stdout.write(
						`${values.json ? jsonLine(from, answer) : `${printable(from)}  ${answerText(name, answer)}`}\n`,
					);
				},
				onFrame:
					name !== "snapshot"
						? undefined
						: (from, image) => {
								const path = values.image ?? `${from}.png`;
								writeFileSync(path, image);
								process.stderr.write(`cim send: ${image.length} bytes in ${path}\n`);
							},
			});
			if (answers > 0) return isDone ? EXIT_OK : EXIT_FAILED;
			const words = device === ALL_DEVICES ? "no device has answered" : `${device} has not answered`;
			process.stderr.write(`cim send: ${words} within ${timeout / 1000} s; "cim watch" shows who is there\n`);
			return EXIT_FAILED;
		} finally {
			await caller.close();
		}
	},
};

function parseValues(pairs: readonly string[]): Fields {
	const fields: Fields = {};
	for (const pair of pairs) {
		const at = pair.indexOf("=");
		if (at < 1) throw new UsageError(`${JSON.stringify(pair)} is not key=value`);
		fields[pair.slice(0, at)] = parseValue(pair.slice(0, at), pair.slice(at + 1));
	}
	return fields;
}

function parseValue(key: string, text: string): Field {
	if (text === "true" || text === "false") return text === "true";
	if (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
	if (!text.startsWith("@")) return text;
	try {
		return new Uint8Array(readFileSync(text.slice(1)));
	} catch (error) {
		throw new UsageError(`${key} is ${text}: ${(error as NodeJS.ErrnoException).code}, no file to read`);
	}
}

function jsonLine(device: string, { code, message, result }: Answer): string {
	const plain =
		result &&
		Object.fromEntries(
			Object.entries(result).map(([key, value]) => [key, value instanceof Uint8Array ? [...value] : value]),
		);
	return JSON.stringify({ device, code, message, result: plain });
}
