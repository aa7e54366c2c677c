import { DecodeError, decodePayload, decodeReceivedResult } from "../message-decoder";
import { printable } from "../printable";
import type { Tile } from "./protocol";

// What a tile takes from each kind of message. All of it may come from anybody: only what is of the right type is taken, text
// is made harmless and cut.

const MOST_METRICS = 32;
/** SenML labels (RFC 8428 table 4). */
const NAME = 0;
const VALUE = 2;

/** Throws TypeError for what is no UTF-8. */
export function readStatus(payload: Uint8Array): Pick<Tile, "status"> {
	return { status: printable(new TextDecoder("utf-8", { fatal: true }).decode(payload.subarray(0, 400)), 40) };
}

/** Throws DecodeError. */
export function readBirth(payload: Uint8Array): Partial<Tile> {
	const map = decodePayload(payload);
	if (!(map instanceof Map)) throw new DecodeError("a birth message is a map, and this is none");
	const text = (key: string): string | undefined => {
		const value: unknown = map.get(key);
		return typeof value === "string" ? printable(value, 80) : undefined;
	};
	const hash: unknown = map.get("modelHash");
	return {
		firmware: text("firmware"),
		model: text("model"),
		modelHash: typeof hash === "number" ? hash >>> 0 : undefined,
		chip: text("chip"),
		camera: text("camera"),
		missing: missingWords(map.get("missing")),
	};
}

/** Throws DecodeError. */
export function readResult(payload: Uint8Array): Partial<Tile> {
	const { kind, text, margins, sequence, model, fault } = decodeReceivedResult(payload);
	const isVerdict = kind === "letters" || kind === "network";
	return {
		text: isVerdict ? printable(text, 32) : fault ? printable(`${kind}: ${fault.message}`, 120) : kind,
		isVerdict,
		least: margins.length > 0 ? Math.min(...margins.subarray(0, 256)) : undefined,
		sequence,
		modelHash: model >>> 0,
	};
}

/** Throws DecodeError. */
export function readMetrics(payload: Uint8Array): Pick<Tile, "metrics"> {
	const pack = decodePayload(payload);
	if (!Array.isArray(pack)) throw new DecodeError("metrics are an array, and this is none");
	// no prototype: a measurement named "__proto__" is a measurement
	const metrics: Record<string, number> = Object.create(null);
	for (const record of pack.slice(0, MOST_METRICS)) {
		if (!(record instanceof Map)) continue;
		const name: unknown = record.get(NAME);
		const value: unknown = record.get(VALUE);
		if (typeof name === "string" && typeof value === "number" && Number.isFinite(value))
			metrics[printable(name, 32)] = value;
	}
	return { metrics };
}

function missingWords(value: unknown): string {
	if (!Array.isArray(value)) return "";
	const words = value.slice(0, 4).map(item => {
		const [part, reason] =
			item instanceof Map ? [item.get("part"), item.get("reason")] : Array.isArray(item) ? item : [];
		return `${typeof part === "string" ? part : "a part"}: ${typeof reason === "string" ? reason : "no reason given"}`;
	});
	return printable(words.join("; "), 240);
}
