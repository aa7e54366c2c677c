import { readFileSync, statSync } from "node:fs";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions } from "./options";

const OPTIONS = {
	json: { type: "boolean", about: "the outcome as one JSON object" },
	quiet: { type: "boolean", about: "no words, only the exit code" },
} as const satisfies Options;

/** A result has at most a few kilobytes; hexadecimal doubles it. */
const LARGEST_INPUT = 1 << 16;

export const command: Command = {
	name: "replay",
	summary: "recompute a result message and compare it byte for byte",
	help: helpText({
		usage: "replay <file | hex | -> [options]",
		about: `Takes one result message, makes the camera frame again from the source it names,
runs sensing, the emulated accelerator and the decision with the message's seed
and numbers, and says whether the same bytes come out. Messages come as a binary
file, a file of hexadecimal text, hexadecimal on the command line, or on standard
input. Exit code 1 when the bytes differ, with the first difference in words.`,
		options: OPTIONS,
		examples: [
			["cim replay message.cbor", "a message stored by any MQTT client"],
			["mosquitto_sub -t 'cim/1/+/result' -C 1 -N | cim replay -", "the next one on the air"],
		],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("replay", OPTIONS, args, 1);
		if (positionals.length === 0)
			throw new UsageError('the message is missing: give a file, hexadecimal text, or "-" for standard input');
		const message = readMessage(positionals[0]);
		const { replayResult } = await import("../replay");
		const { result, same, replayed, difference } = replayResult(message);
		if (values.json) {
			const hex = Buffer.from(replayed).toString("hex");
			process.stdout.write(`${JSON.stringify({ same, bytes: message.length, difference, replayed: hex })}\n`);
		} else if (!values.quiet)
			process.stdout.write(
				same
					? `same: result ${result.sequence} (${result.text || result.kind}) gives the same ${message.length} bytes again\n`
					: `different: result ${result.sequence}, ${difference ?? "the encoding only"}\n`,
			);
		return same ? EXIT_OK : EXIT_FAILED;
	},
};

/** The message's bytes from a file, from hexadecimal text, or from standard input; throws UsageError with what to give instead. */
function readMessage(argument: string): Uint8Array {
	if (argument === "-") return fromBytes("standard input", readFileSync(0));
	const size = sizeOfFile(argument);
	if (size !== undefined) {
		if (size > LARGEST_INPUT)
			throw new UsageError(`${argument} has ${size} bytes: a result message has at most a few thousand`);
		return fromBytes(argument, readFileSync(argument));
	}
	const fromText = fromHex(argument);
	if (fromText) return fromText;
	throw new UsageError(
		`${JSON.stringify(argument.slice(0, 60))} is neither a file nor hexadecimal text of whole bytes; "cim watch --raw" shows messages so`,
	);
}

/** Undefined for what is no file; hexadecimal text may well be too long for a name. */
function sizeOfFile(path: string): number | undefined {
	try {
		const stats = statSync(path);
		return stats.isFile() ? stats.size : undefined;
	} catch {
		return undefined;
	}
}

function fromBytes(where: string, content: Uint8Array): Uint8Array {
	if (content.length === 0) throw new UsageError(`${where} is empty: a result message is expected`);
	if (content.length > LARGEST_INPUT)
		throw new UsageError(`${where} has ${content.length} bytes: a result message has at most a few thousand`);
	// A result begins with a CBOR map (0xa0-0xbf), which is no ASCII character.
	return fromHex(Buffer.from(content).toString("latin1")) ?? content;
}

function fromHex(text: string): Uint8Array | undefined {
	const digits = text.replace(/\s/g, "");
	if (digits.length === 0 || digits.length % 2 === 1 || !/^[\da-f]+$/i.test(digits)) return undefined;
	return new Uint8Array(Buffer.from(digits, "hex"));
}
