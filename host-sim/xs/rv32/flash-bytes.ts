import { closeSync, openSync, readSync } from "node:fs";
import { PROGRAM } from "./parameters";

/** Start of flash (host/rv32/memory.ld). */
const FLASH = 0x80000000;
const HEADERS = 4096;
/** Of the kinds of segment those that are in memory. */
const LOAD = 1;

interface Segment {
	virtual: number;
	physical: number;
	/** Bytes in the file, and in memory. */
	filed: number;
	held: number;
}

/** Segments of a 32-bit ELF file. */
function segments(path: string): Segment[] {
	const head = Buffer.alloc(HEADERS);
	const file = openSync(path, "r");
	readSync(file, head, 0, HEADERS, 0);
	closeSync(file);
	const first = head.readUInt32LE(28);
	const size = head.readUInt16LE(42);
	const all = Array.from({ length: head.readUInt16LE(44) }, (_, n) => {
		const field = (offset: number) => head.readUInt32LE(first + n * size + offset);
		return { type: field(0), virtual: field(8), physical: field(12), filed: field(16), held: field(20) };
	});
	return all.filter(({ type }) => type === LOAD);
}

const isInFlash = (address: number): boolean => address >= FLASH && address < PROGRAM;

/** Bytes that the engine and our host take of flash: code, constants, first values of data. */
export function flashBytes(kernel: string): number {
	return segments(kernel).reduce((sum, { physical, filed }) => sum + (isInFlash(physical) ? filed : 0), 0);
}

/** Bytes of RAM that are taken before anything runs: C stack, data, what survives a reset. */
export function staticRamBytes(kernel: string): number {
	return segments(kernel).reduce((sum, { virtual, held }) => sum + (isInFlash(virtual) ? 0 : held), 0);
}
