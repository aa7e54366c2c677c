import { closeSync, existsSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import type { FlashPartition } from "../../firmware/hardware";

/** As the outbox partition of manifests/partitions.csv: 64 blocks of 4096 bytes. */
const BLOCKS = 64;
const BLOCK_LENGTH = 4096;

/** NOR flash in a file: erased bytes are 255, writing clears bits. What was written before the process dies is there. */
export class FileFlash implements FlashPartition {
	readonly #file: number;
	readonly #blocks: number;

	/** Makes the file when it is not there. */
	constructor(path: string, blocks = BLOCKS) {
		const isNew = !existsSync(path);
		this.#file = openSync(path, isNew ? "w+" : "r+", 0o600);
		this.#blocks = blocks;
		ftruncateSync(this.#file, blocks * BLOCK_LENGTH);
	}

	status(): { blockLength: number; blocks: number } {
		return { blockLength: BLOCK_LENGTH, blocks: this.#blocks };
	}

	read(buffer: Uint8Array, byteOffset: number): void {
		this.#check(buffer.length, byteOffset);
		readSync(this.#file, buffer, 0, buffer.length, byteOffset);
	}

	write(buffer: Uint8Array, byteOffset: number): void {
		this.#check(buffer.length, byteOffset);
		const bytes = new Uint8Array(buffer.length);
		readSync(this.#file, bytes, 0, bytes.length, byteOffset);
		for (let i = 0; i < bytes.length; i++) bytes[i] &= buffer[i];
		writeSync(this.#file, bytes, 0, bytes.length, byteOffset);
	}

	eraseBlock(start: number, end = start + 1): void {
		this.#check((end - start) * BLOCK_LENGTH, start * BLOCK_LENGTH);
		const erased = new Uint8Array((end - start) * BLOCK_LENGTH).fill(0xff);
		writeSync(this.#file, erased, 0, erased.length, start * BLOCK_LENGTH);
	}

	close(): void {
		closeSync(this.#file);
	}

	#check(length: number, offset: number): void {
		if (offset < 0 || offset + length > this.#blocks * BLOCK_LENGTH)
			throw new RangeError(`flash: ${length} bytes at ${offset} are outside of it`);
	}
}
