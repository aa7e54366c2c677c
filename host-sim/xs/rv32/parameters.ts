import type { MachineSizes } from "../machine";

/** Where things lie (host/rv32/memory.ld). */
export const PROGRAM = 0x80100000;
export const PARAMETERS = 0x80500000;
/** Of the pack within the program (host/rv32/image.h). */
export const PACK_OFFSET = 0x8000;

/** What the microcontroller is told when it is switched on. */
export interface Parameters {
	isLinking: boolean;
	/** Bytes of RAM: C stack, data, the C library's heap, and the rest for the engine's. */
	ram: number;
	/** Bytes of RAM for the C library's heap: the machine itself and its tables. */
	heap: number;
	/** How many faults begin a new life. */
	restarts: number;
	/** Without an arena: it is the rest of RAM. */
	sizes: Required<Omit<MachineSizes, "arena">>;
	/** Path of the module that is imported first. */
	main: string;
}

const NAME_LISTS = 127;
const SYMBOL_LISTS = 31;
const MAIN_BYTES = 64;

/** As struct parameters of host/rv32/layout.h. */
export function encodeParameters({ isLinking, ram, heap, restarts, sizes, main }: Parameters): Uint8Array {
	const { chunks, chunkIncrement, slots, slotIncrement, stack, keys } = sizes;
	const numbers = [
		...[isLinking ? 1 : 0, ram, heap, restarts],
		...[0, chunks, chunkIncrement, slots, slotIncrement, stack, keys, NAME_LISTS, SYMBOL_LISTS],
	];
	const bytes = Buffer.alloc(4 * numbers.length + MAIN_BYTES);
	for (const [i, number] of numbers.entries()) bytes.writeUInt32LE(number, 4 * i);
	if (Buffer.byteLength(main) >= MAIN_BYTES) throw new RangeError(`the path ${main} is too long`);
	bytes.write(main, 4 * numbers.length);
	return bytes;
}
