import { DAMAGED, judgeFrame } from "../../../firmware/accelerator/frame";
import { PointField } from "../../../firmware/accelerator/operating-point";
import {
	ErrorCode,
	HEADER_BYTES,
	Mode,
	Opcode,
	Outcome,
	Register,
	Status,
} from "../../../firmware/accelerator/registers";
import type { Transaction } from "../../node/wire-tap";
import type { TransactionFact } from "../chip-protocol";

/** Bytes of a transaction that are shown. */
const START = 24;
/** Values of a list that are shown. */
const LISTED = 8;

type Fields = TransactionFact["fields"];

/** Reads SPI transactions in their order: an answer is told by the command that it answers (docs/spi-protocol.md). */
export class TransactionReader {
	#opcode: number = Opcode.NOP;
	#sequence = 0;
	#address = 0;

	/** @param origin microseconds that `at` counts from */
	read({ at, sent, received }: Transaction, origin: number): TransactionFact {
		const seen = received ?? sent;
		const payloadBytes = judgeFrame(seen, seen.length);
		const damaged = payloadBytes === DAMAGED;
		const view = new DataView(seen.buffer, seen.byteOffset, seen.length);
		const fact: TransactionFact = {
			at: at - origin,
			direction: received ? "answer" : "command",
			name: "",
			sequence: seen[1] ?? 0,
			bytes: seen.length,
			payloadBytes: damaged ? 0 : payloadBytes,
			damaged,
			status: [],
			fields: [],
			start: seen.slice(0, START),
		};
		const payload = damaged ? EMPTY : new DataView(view.buffer, view.byteOffset + HEADER_BYTES, payloadBytes);
		if (received) this.#answer(fact, seen[0] ?? 0, payload);
		else this.#command(fact, seen[0] ?? 0, payload);
		return fact;
	}

	#command(fact: TransactionFact, opcode: number, payload: DataView): void {
		fact.name = nameOf(Opcode, opcode);
		if (fact.damaged) return;
		this.#opcode = opcode;
		this.#sequence = fact.sequence;
		this.#address = payload.byteLength >= 2 ? payload.getUint16(0, true) : 0;
		fact.fields = guarded(() => commandFields(opcode, payload));
	}

	#answer(fact: TransactionFact, status: number, payload: DataView): void {
		const isOurs = fact.sequence === this.#sequence;
		fact.name = isOurs ? nameOf(Opcode, this.#opcode) : "";
		if (fact.damaged) return;
		fact.status = statusWords(status);
		if (!(status & Status.READY)) return;
		if (status & Status.FAILED) fact.fields = [["error", nameOf(ErrorCode, payload.getUint8(0))]];
		else if (isOurs) fact.fields = guarded(() => answerFields(this.#opcode, payload, this.#address));
	}
}

const EMPTY = new DataView(new ArrayBuffer(0));

/** A payload shorter than its operation has is told as far as it goes. */
function guarded(read: () => Fields): Fields {
	try {
		return read();
	} catch {
		return [["payload", "shorter than this operation's"]];
	}
}

export function statusWords(status: number): string[] {
	if ((status & Status.MARK_MASK) !== Status.MARK) return ["no chip"];
	const words: string[] = [];
	for (const name of ["RESET", "DAMAGED", "FAILED", "READY", "BUSY"] as const)
		if (status & Status[name]) words.push(name);
	return words;
}

function commandFields(opcode: number, payload: DataView): Fields {
	const u8 = (at: number): string => String(payload.getUint8(at));
	const u16 = (at: number): number => payload.getUint16(at, true);
	const region = (at: number): Fields => [
		["from", `row ${u16(at)}, column ${u16(at + 2)}`],
		["size", `${u16(at + 4)} × ${u16(at + 6)}`],
	];
	switch (opcode) {
		case Opcode.READ_REGISTERS:
			return [
				["register", registerName(u16(0))],
				["count", String(u16(2))],
			];
		case Opcode.WRITE_REGISTERS:
			return registerValues(u16(0), u16(2), 4, payload);
		case Opcode.PROGRAM:
			return [["array", u8(0)], ["bits", u8(1)], ["flags", flagWords(payload.getUint8(2))], ...region(4)];
		case Opcode.READ_OUTCOMES:
		case Opcode.READ_CELLS:
			return [["array", u8(0)], ...region(2)];
		case Opcode.READ_LINES:
			return [
				["array", u8(0)],
				["side", sideWord(payload.getUint8(1))],
				["lines", `${u16(4)} from ${u16(2)}`],
			];
		case Opcode.SELECT_LINES:
			return [
				["array", u8(0)],
				["side", sideWord(payload.getUint8(1))],
				["selected", `${bitsIn(payload, 4)} lines`],
			];
		case Opcode.LOAD_INPUTS:
			return [
				["array", u8(0)],
				["vectors", `${u16(4)} from ${u8(1)}`],
				["rows", String(u16(2))],
			];
		case Opcode.MULTIPLY:
			return [
				["mode", nameOf(Mode, payload.getUint8(0))],
				["array", u8(1)],
				["vectors", String(u16(2))],
			];
		case Opcode.READ_OUTPUTS:
			return [["outputs", `${u16(2)} from ${u16(0)}`]];
		case Opcode.LOAD_PACKED:
			return [
				["inputs", `${u8(0)} bit${payload.getUint8(1) ? " signed" : ""}`],
				["vectors", `${u16(6)} × ${u16(4)} from ${u16(2)}`],
				["arrays", arraySet(payload, 8)],
			];
		case Opcode.MULTIPLY_SET:
			return [
				["mode", nameOf(Mode, payload.getUint8(0))],
				["vectors", String(u16(2))],
				["arrays", arraySet(payload, 4)],
			];
		case Opcode.READ_BURST:
			return [["outputs", `${u16(4)} from ${payload.getUint32(0, true)}`]];
		case Opcode.AGE:
			return [["seconds", String(payload.getUint32(0, true))]];
		default:
			return [];
	}
}

function answerFields(opcode: number, payload: DataView, address: number): Fields {
	const u16 = (at: number): string => payload.getUint16(at, true).toLocaleString("en");
	const u32 = (at: number): string => payload.getUint32(at, true).toLocaleString("en");
	switch (opcode) {
		case Opcode.READ_REGISTERS:
			return registerValues(address, payload.byteLength >> 2, 0, payload);
		case Opcode.PROGRAM:
			return [
				["cells", u32(0)],
				["missed", u32(4)],
				["pulses", u32(8)],
				["time", `${u32(12)} µs`],
			];
		case Opcode.READ_OUTCOMES:
			return [["missed", `${missedIn(payload)} of ${payload.byteLength}`]];
		case Opcode.READ_CELLS:
			return [["cells", String(payload.byteLength >> 1)]];
		case Opcode.SELECT_LINES:
			return [["lines", u16(0)]];
		case Opcode.MULTIPLY:
			return [
				["outputs", u16(0)],
				["clipped", u16(2)],
				["time", `${u32(4)} µs`],
				["noise", `${u32(8)} pA`],
				["energy", `${u32(12)} nJ`],
			];
		case Opcode.MULTIPLY_SET:
			return [
				["outputs", u32(0)],
				["clipped", u32(4)],
				["time", `${u32(8)} µs`],
				["noise", `${(payload.getUint32(12, true) / 1000).toFixed(2)} codes`],
				["energy", `${u32(16)} pJ`],
			];
		case Opcode.READ_OUTPUTS:
			return [["outputs", list(Array.from(bytesOf(payload), byte => (byte << 24) >> 24))]];
		case Opcode.READ_BURST:
			return [["packed", `${payload.byteLength} bytes`]];
		case Opcode.CALIBRATE:
			return [
				["zero error", `${payload.getInt32(0, true)} pA`],
				["gain error", `${payload.getInt32(4, true)} ppm`],
			];
		case Opcode.SELF_TEST:
			return [["failed", `0x${payload.getUint32(0, true).toString(16)}`]];
		default:
			return [];
	}
}

function registerValues(address: number, count: number, from: number, payload: DataView): Fields {
	const fields: Fields = [];
	for (let n = 0; n < Math.min(count, LISTED); n++)
		fields.push([registerName(address + n), registerValue(address + n, payload.getUint32(from + 4 * n, true))]);
	if (count > LISTED) fields.push(["further", String(count - LISTED)]);
	return fields;
}

function registerValue(address: number, value: number): string {
	if (address === Register.MAGIC || address === Register.SEED)
		return `0x${value.toString(16).toUpperCase().padStart(8, "0")}`;
	if (address === Register.PROTOCOL) return `${value >> 8}.${value & 255}`;
	return value.toLocaleString("en");
}

export function registerName(address: number): string {
	const { POINT_BASE, POINT_STRIDE, ARRAY_BASE, ARRAY_STRIDE } = Register;
	if (address >= POINT_BASE) {
		const offset = address - POINT_BASE;
		return `${nameOf(PointField, offset % POINT_STRIDE)}[${Math.floor(offset / POINT_STRIDE)}]`;
	}
	if (address >= ARRAY_BASE) {
		const offset = address - ARRAY_BASE;
		const field = ["ROWS", "COLUMNS", "DIFFERENTIAL", "MINIMUM", "MAXIMUM"][offset % ARRAY_STRIDE] ?? "RESERVED";
		return `${field}[${Math.floor(offset / ARRAY_STRIDE)}]`;
	}
	return nameOf(Register, address);
}

/** The name of a number in a table of them. */
function nameOf(table: Readonly<Record<string, number>>, value: number): string {
	for (const name in table) if (table[name] === value) return name;
	return `0x${value.toString(16).padStart(2, "0")}`;
}

function flagWords(flags: number): string {
	const words = [flags & 1 ? "ERASE" : "", flags & 2 ? "SELECTED" : ""].filter(word => word);
	return words.join(" ") || "none";
}

function sideWord(side: number): string {
	return side === 0 ? "rows" : "columns";
}

/** A set of arrays from byte `at` on: how many bytes, then a bit an array. */
function arraySet(payload: DataView, at: number): string {
	const arrays: number[] = [];
	for (let byte = 0; byte < payload.getUint8(at); byte++)
		for (let bit = 0; bit < 8; bit++) if ((payload.getUint8(at + 1 + byte) >> bit) & 1) arrays.push(8 * byte + bit);
	return list(arrays);
}

function bitsIn(payload: DataView, at: number): number {
	let bits = 0;
	for (let n = at; n < payload.byteLength; n++)
		for (let byte = payload.getUint8(n); byte > 0; byte >>= 1) bits += byte & 1;
	return bits;
}

function missedIn(payload: DataView): number {
	let missed = 0;
	for (const byte of bytesOf(payload)) if ((byte & 3) === Outcome.MISSED || (byte & 3) === Outcome.STUCK) missed++;
	return missed;
}

function bytesOf(payload: DataView): Uint8Array {
	return new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength);
}

function list(values: readonly number[]): string {
	const shown = values.slice(0, LISTED).join(" ");
	return values.length > LISTED ? `${shown} … (${values.length})` : shown;
}
