import { readFileSync } from "node:fs";
import { decodeCbor } from "../../../firmware/messaging/cbor-value";
import { ResultKey } from "../../../firmware/messaging/result-message";
import { parseTopic } from "../../../firmware/messaging/topics";
import { Cddl } from "../../cddl";
import type { MessageFact, MessageItem } from "../chip-protocol";
import { cborItems } from "./cbor-items";

/** Bytes of a message that are shown; the rest is only counted. */
const LARGEST = 16_384;

let schema: Cddl | undefined;

/** A message as the view Wire shows it: its bytes, the items in them, and what schema.cddl says of it. Never throws. */
export function messageFact(topic: string, payload: Uint8Array, retained: boolean, at: number): MessageFact {
	const name = parseTopic(topic)?.name ?? "";
	const rule = ruleOf(name);
	const shown = payload.slice(0, LARGEST);
	const base = { kind: "message" as const, at, topic: topic.slice(0, 256), payload: shown, retained, rule };
	if (payload.length > LARGEST)
		return { ...base, form: "bytes", items: [], diagnostic: "", fault: `${payload.length} bytes: more than are shown` };
	if (isText(name)) return { ...base, form: "text", items: [], ...textOf(name, payload) };
	if (!rule) return { ...base, form: "bytes", items: [], diagnostic: "", fault: "" };
	const { items, diagnostic, fault } = cborItems(shown);
	nameItems(rule, items);
	return { ...base, form: "cbor", items, diagnostic, fault: fault || schemaFault(rule, payload) };
}

/** The rule of schema.cddl for a topic, "" for none. */
function ruleOf(name: string): string {
	if (/^(birth|result|history|gap|metrics|status)$/.test(name)) return name;
	if (name.startsWith("cmd/")) return "command";
	if (name.startsWith("ack/")) return "answer";
	const config = /^config\/(desired|reported)$/.exec(name);
	return config ? config[1] : "";
}

function isText(name: string): boolean {
	return name === "status" || name === "mirror" || name.startsWith("log/");
}

function textOf(name: string, payload: Uint8Array): { diagnostic: string; fault: string } {
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
	} catch {
		return { diagnostic: "", fault: "it is not UTF-8" };
	}
	const isStatus = name === "status";
	const fault =
		isStatus && !/^(online|offline|stopped)$/.test(text) ? "status is none of online, offline, stopped" : "";
	return { diagnostic: text.slice(0, 4096), fault };
}

/** As the firmware reads it: core deterministic encoding (RFC 8949, 4.2.1), then the schema's rule. */
function schemaFault(rule: string, payload: Uint8Array): string {
	schema ??= new Cddl(readFileSync(new URL("../../../firmware/messaging/schema.cddl", import.meta.url), "utf8"));
	try {
		return schema.check(rule, decodeCbor(payload)) ?? "";
	} catch (error) {
		return (error as Error).message;
	}
}

const RESULT_NAMES = new Map<string, string>(Object.entries(ResultKey).map(([name, key]) => [String(key), name]));
const SENML_NAMES = new Map([
	["0", "name"],
	["1", "unit"],
	["2", "value"],
	["-2", "base name"],
	["-3", "base time"],
]);
const CHIP_PARTS = ["program, µs", "multiply, µs", "SPI bytes", "energy, nJ"];
const FAULT_PARTS = ["code", "message"];
const KINDS = ["letters", "no sheet", "fault", "network"];
const EVENTS = ["", "new", "update", "end"];

/** Gives fields their names, and values their meaning, where the schema has some. */
function nameItems(rule: string, items: MessageItem[]): void {
	const isResult = rule === "result" || rule === "history";
	const names = isResult ? RESULT_NAMES : rule === "metrics" ? SENML_NAMES : undefined;
	let field = "";
	for (const item of items) {
		const { depth, isKey } = item;
		const known = names?.get(isKey ? item.diagnostic : item.name);
		if (depth === 1 && isResult) {
			if (isKey) item.meaning = known ?? "";
			else {
				field = known ?? "";
				item.name = known ?? item.name;
				item.meaning = resultMeaning(field, item.diagnostic);
			}
		} else if (depth === 2 && isResult && (field === "chip" || field === "fault"))
			item.name = (field === "chip" ? CHIP_PARTS : FAULT_PARTS)[Number(item.name)] ?? item.name;
		else if (depth === 2 && rule === "metrics" && known) {
			if (isKey) item.meaning = known;
			else item.name = known;
		} else if (!isKey && item.name.startsWith('"')) item.name = JSON.parse(item.name) as string;
	}
}

function resultMeaning(field: string, text: string): string {
	switch (field) {
		case "kind":
			return KINDS[Number(text)] ?? "";
		case "event":
			return EVENTS[Number(text)] ?? "";
		case "snr":
			return `${(Number(text) / 10).toFixed(1)} dB`;
		case "uptime":
			return `${(Number(text) / 1000).toFixed(1)} s`;
		case "time":
			return Number(text) < 8.64e15 ? new Date(Number(text)).toISOString() : "";
		case "boot":
		case "frameHash":
		case "model":
			return `0x${Number(text).toString(16).padStart(8, "0")}`;
		case "margins":
			return listOf(text, byte => byte);
		case "scores":
			return listOf(text, byte => (byte << 24) >> 24);
		default:
			return "";
	}
}

/** The first numbers of a byte string in diagnostic notation. */
function listOf(text: string, value: (byte: number) => number): string {
	const hex = /^h'([0-9a-f]*)/.exec(text)?.[1] ?? "";
	const numbers = Array.from(Buffer.from(hex, "hex").subarray(0, 16), value);
	return numbers.join(" ") + (hex.length > 32 ? " …" : "");
}
