import { Decoder } from "cbor-x";
import { CimError } from "../firmware/errors";
import type { ChipCost, Result } from "../firmware/messaging/messages";
import { ResultKey } from "../firmware/messaging/result-message";

/** What arrived is not what schema.cddl describes; `code` is "message". */
export class DecodeError extends CimError {
	constructor(words: string) {
		super("message", words);
	}
}

/** Larger payloads are not decoded, bytes. */
const LARGEST = 1 << 16;
/** As schema.cddl numbers them. */
const KINDS: readonly Result["kind"][] = ["letters", "no-sheet", "fault", "network"];
const EVENTS: readonly NonNullable<Result["event"]>[] = ["new", "update", "end"];
const CHIP_FIELDS = ["program", "multiply", "wireBytes", "energy"] as const satisfies (keyof ChipCost)[];
const RESULT_FIELDS = new Map<unknown, string>(Object.entries(ResultKey).map(([name, key]) => [key, name]));

// A host's own codec, not the firmware's: what it reads is what any subscriber would read.
const decoder = new Decoder({ mapsAsObjects: false, useRecords: false });

/** Any CBOR payload as a value; maps become Maps. Throws DecodeError. */
export function decodePayload(payload: Uint8Array): unknown {
	if (payload.length === 0) throw new DecodeError("the payload is empty");
	if (payload.length > LARGEST) throw new DecodeError(`the payload has ${payload.length} bytes, more than ${LARGEST}`);
	try {
		return decoder.decode(payload);
	} catch (error) {
		throw new DecodeError(`the payload is not CBOR: ${(error as Error).message}`);
	}
}

/** A result's map with names instead of integer keys; what has no name keeps its key. Throws DecodeError for anything but a map. */
export function nameResultFields(value: unknown): Map<string, unknown> {
	if (!(value instanceof Map)) throw new DecodeError("a result is a map, and this is none");
	const named = new Map<string, unknown>();
	for (const [key, field] of value) {
		const name = RESULT_FIELDS.get(key) ?? `key ${String(key)}`;
		named.set(name, nameField(name, field));
	}
	return named;
}

/** The payload of a result topic, every field checked for its type. Throws DecodeError with the field's name. */
export function decodeReceivedResult(payload: Uint8Array): Result {
	const fields = nameResultFields(decodePayload(payload));
	const chip = fields.get("chip");
	const kind = fields.get("kind");
	if (!isRecord(chip)) throw new DecodeError("result field chip is missing or is no array of four numbers");
	if (!KINDS.includes(kind as Result["kind"])) throw new DecodeError(`result field kind is ${String(kind)}`);
	const result: Result = {
		sequence: number(fields, "sequence"),
		uptime: number(fields, "uptime"),
		boot: number(fields, "boot"),
		frame: number(fields, "frame"),
		frameHash: number(fields, "frameHash"),
		kind: kind as Result["kind"],
		text: text(fields, "text"),
		margins: bytes(fields, "margins"),
		scores: new Int8Array(bytes(fields, "scores")),
		snr: number(fields, "snr"),
		chip: chip as unknown as ChipCost,
		model: number(fields, "model"),
		source: text(fields, "source"),
	};
	if (fields.has("seed")) result.seed = number(fields, "seed");
	if (fields.has("time")) result.time = number(fields, "time");
	if (fields.has("unit")) result.unit = number(fields, "unit");
	const event = fields.get("event");
	if (event !== undefined) result.event = eventOf(event);
	const fault = fields.get("fault");
	if (isRecord(fault)) result.fault = { code: String(fault.code), message: String(fault.message) };
	return result;
}

function eventOf(value: unknown): Result["event"] {
	const event = EVENTS.find(known => known === value);
	if (!event) throw new DecodeError(`result field event is ${String(value)}`);
	return event;
}

/** Numbers, arrays and byte strings that have a meaning of their own in the schema. */
function nameField(name: string, value: unknown): unknown {
	if (name === "kind") return typeof value === "number" ? (KINDS[value] ?? value) : value;
	if (name === "event") return typeof value === "number" ? (EVENTS[value - 1] ?? value) : value;
	if (name === "scores" && value instanceof Uint8Array) return Int8Array.from(value);
	if (name === "chip" && isArrayOf("number", value, 4))
		return Object.fromEntries(CHIP_FIELDS.map((field, at) => [field, value[at]]));
	if (name === "fault" && isArrayOf("string", value, 2)) return { code: value[0], message: value[1] };
	return value;
}

function isArrayOf(type: "number" | "string", value: unknown, length: number): value is unknown[] {
	return Array.isArray(value) && value.length === length && value.every(item => typeof item === type);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function number(fields: Map<string, unknown>, name: string): number {
	const value = fields.get(name);
	// cbor-x gives 64-bit integers as bigint where they are large.
	if (typeof value === "bigint" && value <= Number.MAX_SAFE_INTEGER) return Number(value);
	if (typeof value !== "number") throw wrong(name, "a number");
	return value;
}

function text(fields: Map<string, unknown>, name: string): string {
	const value = fields.get(name);
	if (typeof value !== "string") throw wrong(name, "text");
	return value;
}

function bytes(fields: Map<string, unknown>, name: string): Uint8Array {
	const value = fields.get(name);
	if (value instanceof Uint8Array) return Uint8Array.from(value);
	if (value instanceof Int8Array) return new Uint8Array(value.slice().buffer);
	throw wrong(name, "a byte string");
}

function wrong(name: string, wanted: string): DecodeError {
	return new DecodeError(`result field ${name} is missing or is not ${wanted}`);
}
