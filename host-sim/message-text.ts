import { parseTopic } from "../firmware/messaging/topics";
import { decodePayload, decodeReceivedResult, nameResultFields } from "./message-decoder";
import { hexDump, printable } from "./printable";
import type { Received } from "./subscriber";
import { WEAK_MARGIN } from "./terminal/letters";
import { bytes, decibels, duration, hex32 } from "./terminal/quantity";

/** A message in words, whatever it is: control characters escaped, sizes capped, never an exception. */
export function messageText(message: Received): string {
	const { topic, payload, retained } = message;
	const parsed = parseTopic(topic);
	const place = parsed ? `${parsed.device} ${printable(parsed.name, 40).padEnd(6)}` : printable(topic, 80);
	return `${place}  ${content(parsed?.name, payload)}${retained ? "  (retained)" : ""}`;
}

/** The same as data, for --json. Undecodable and unknown payloads come as `hex`, at most 1024 bytes of them. */
export function messageObject(message: Received): object {
	const { topic, payload, retained } = message;
	const parsed = parseTopic(topic);
	const about = { topic, device: parsed?.device, name: parsed?.name, retained, bytes: payload.length };
	try {
		if (parsed?.name === "status") return { ...about, value: strictText(payload) };
		if (parsed?.name === "birth") return { ...about, value: plain(decodePayload(payload)) };
		if (parsed?.name === "result" || parsed?.name === "history")
			return { ...about, value: plain(nameResultFields(decodePayload(payload))) };
		if (parsed && isMap(parsed.name) && payload.length > 0) return { ...about, value: plain(decodePayload(payload)) };
		if (parsed?.name.startsWith("log/")) return { ...about, value: strictText(payload) };
		return { ...about, hex: Buffer.from(payload.subarray(0, 1024)).toString("hex") };
	} catch (error) {
		return { ...about, error: (error as Error).message, hex: Buffer.from(payload.subarray(0, 1024)).toString("hex") };
	}
}

function content(name: string | undefined, payload: Uint8Array): string {
	try {
		if (name === "status") return printable(strictText(payload), 80);
		if (name === "birth") return mapText(payload);
		if (name === "result" || name === "history") return resultText(payload);
		if (name === "metrics") return metricsText(payload);
		if (name?.startsWith("log/")) return printable(strictText(payload), 240);
		if (name && isMap(name) && payload.length > 0) return mapText(payload);
		return payload.length === 0 ? "(empty)" : hexDump(payload);
	} catch (error) {
		return `cannot be decoded, ${printable((error as Error).message, 120)}: ${hexDump(payload)}`;
	}
}

/** Topics whose messages are maps with names for keys. */
function isMap(name: string): boolean {
	return /^(gap|config\/(desired|reported)|cmd\/.*|ack\/.*)$/.test(name);
}

function strictText(payload: Uint8Array): string {
	return new TextDecoder("utf-8", { fatal: true }).decode(payload);
}

/** Labels of SenML, RFC 8428 table 4. */
const Senml = { name: 0, unit: 1, value: 2 } as const;

/** A SenML pack: what was measured, in its order. */
function metricsText(payload: Uint8Array): string {
	const records = decodePayload(payload);
	if (!Array.isArray(records)) throw new Error("it must be a list, and this is none");
	const parts = records.map(record => {
		if (!(record instanceof Map)) throw new Error("it must be a list of maps");
		const unit = record.get(Senml.unit);
		const words = `${printable(String(record.get(Senml.name)), 40)} ${Number(record.get(Senml.value))}`;
		return unit === undefined ? words : `${words} ${printable(String(unit), 10)}`;
	});
	return parts.join(", ");
}

function mapText(payload: Uint8Array): string {
	const map = decodePayload(payload);
	if (!(map instanceof Map)) throw new Error("it must be a map, and this is none");
	const parts: string[] = [];
	for (const [key, value] of map) parts.push(`${printable(String(key), 40)} ${valueText(String(key), value)}`);
	return parts.join(", ");
}

function resultText(payload: Uint8Array): string {
	const result = decodeReceivedResult(payload);
	const start = `${result.sequence}`.padStart(4);
	const end = `boot ${hex32(result.boot)}, ${bytes(payload.length)}`;
	if (result.kind === "network") {
		const margin = result.margins.length > 0 ? `; margin ${result.margins[0]}` : "";
		const time = `chip ${duration(result.chip.multiply)}${result.seed === undefined ? "" : " (simulated)"}`;
		return `${start}  ${printable(result.text, 64) || "no label"}${margin}, ${time}, SPI ${bytes(result.chip.wireBytes)}, ${end}`;
	}
	if (result.kind !== "letters") {
		const fault = result.fault ? `: ${printable(result.fault.message, 240)} (${printable(result.fault.code, 40)})` : "";
		return `${start}  ${result.kind}${fault}; ${end}`;
	}
	const text = printable(result.text, 64).replace(/.{4}(?=.)/g, "$& ");
	const least = Math.min(...result.margins);
	const chip = `chip ${duration(result.chip.program + result.chip.multiply)}${result.seed === undefined ? "" : " (simulated)"}`;
	const weak = least < WEAK_MARGIN ? "!" : "";
	return `${start}  ${text}; least margin ${least}${weak}, SNR ${decibels(result.snr)}, ${chip}, SPI ${bytes(result.chip.wireBytes)}, ${end}`;
}

const LARGEST_LIST = 16;

function valueText(key: string, value: unknown): string {
	if (typeof value === "string") return JSON.stringify(printable(value, 120));
	if (typeof value === "number" && (key === "boot" || key === "modelHash")) return hex32(value);
	if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
	if (value instanceof Uint8Array) return hexDump(value, 16);
	if (Array.isArray(value) && value.length === 0) return "nothing";
	return printable(JSON.stringify(plain(value)), 400);
}

/** Maps, typed arrays and big integers as JSON knows them; long lists are cut. */
function plain(value: unknown, depth = 0): unknown {
	if (depth > 8) return "…";
	if (typeof value === "bigint") return value.toString();
	if (value instanceof Int8Array) return [...value];
	if (value instanceof Uint8Array) return value.length <= 64 ? [...value] : Buffer.from(value).toString("hex");
	if (Array.isArray(value)) return value.slice(0, LARGEST_LIST).map(item => plain(item, depth + 1));
	if (value instanceof Map) {
		// No prototype: a key "__proto__" is data here.
		const object: Record<string, unknown> = Object.create(null);
		for (const [key, item] of value) object[String(key)] = plain(item, depth + 1);
		return object;
	}
	return value;
}
