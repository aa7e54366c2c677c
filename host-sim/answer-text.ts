import type { Answer } from "../firmware/commands/command-message";
import type { Field } from "../firmware/commands/fields";
import { printable } from "./printable";

/** What became of a command, in a line: nothing in it that a terminal or a page would act on. */
export function answerText(name: string, { code, message, result = {} }: Answer): string {
	if (code !== "") return printable(`${name} failed: ${message ?? ""} (${code})`, 400);
	const parts = Object.entries(result).map(([key, value]) => `${key} ${shown(value)}`);
	return printable(`${name} done${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`, 1000);
}

function shown(value: Field | undefined): string {
	if (value instanceof Uint8Array) return `${value.length} bytes ${Buffer.from(value.subarray(0, 16)).toString("hex")}`;
	return typeof value === "string" ? JSON.stringify(value) : String(value);
}
