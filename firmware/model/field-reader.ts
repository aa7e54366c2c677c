import type { CborReader } from "../messaging/cbor-reader";
import { enterField, type Place } from "./document";

/** Reads named fields of nested maps one after another, and keeps the place for who words a refusal. */
export class FieldReader {
	readonly reader: CborReader;
	readonly #place: Place;
	readonly #remake: string;
	/** Of the map that is being read, with a dot behind it. */
	#path = "";

	/** @param remake what to do about a wrong field */
	constructor(reader: CborReader, place: Place, remake: string) {
		this.reader = reader;
		this.#place = place;
		this.#remake = remake;
	}

	/** Fields that follow belong to this one. @returns what to give `leave` */
	within(name: string): string {
		const before = this.#path;
		this.#path = `${before}${name}.`;
		return before;
	}

	/** Back in the map around. */
	leave(before: string): void {
		this.#path = before;
	}

	/** The next field has this name. */
	enter(name: string): void {
		enterField(this.reader, this.#place, this.#path + name, this.#remake);
	}

	int(name: string, least: number, most: number): number {
		this.enter(name);
		return this.reader.int(least, most);
	}

	float(name: string): number {
		this.enter(name);
		return this.reader.float();
	}

	boolean(name: string): boolean {
		this.enter(name);
		return this.reader.boolean();
	}

	text(name: string, most: number): string {
		this.enter(name);
		return this.reader.text(most);
	}

	/** A view of the file. */
	bytes(name: string): Uint8Array {
		this.enter(name);
		return this.reader.bytes();
	}

	/** Signed or unsigned codes, a byte each: a view of the file. */
	codes(name: string, signed: boolean): Int8Array | Uint8Array {
		const bytes = this.bytes(name);
		return signed ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
	}

	/** 32-bit floating-point numbers, little endian: a copy, as the file does not align them. */
	reals(name: string, least: number, most: number): Float32Array {
		this.enter(name);
		const bytes = this.reader.bytes(4 * least, 4 * most);
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		const numbers = new Float32Array(bytes.length >> 2);
		for (let i = 0; i < numbers.length; i++) numbers[i] = view.getFloat32(4 * i, true);
		return numbers;
	}

	/** Enters an array; returns how many items it has. */
	array(name: string, least: number, most: number): number {
		this.enter(name);
		return this.reader.array(least, most);
	}

	/** Enters a map of so many fields. */
	map(name: string, fields: number): void {
		this.enter(name);
		this.reader.map(fields, fields);
	}
}
