import type { FlashPartition } from "../../firmware/hardware";
import type { Random } from "../../firmware/math/random";

/** The power went. */
export class PowerCut extends Error {}

/** NOR flash in memory whose power can be cut at any byte: writing clears bits, erasing sets a block to 255, and neither is atomic. */
export class FaultyFlash implements FlashPartition {
	readonly bytes: Uint8Array;
	readonly #blockLength: number;
	readonly #random: Random;
	/** Bytes that can still be written or erased; then the power goes. */
	left = Number.POSITIVE_INFINITY;
	/** Nothing can be written or erased any more, as with flash that is worn out; reading goes on. */
	isRefusing = false;
	/** Told when the power goes, before the exception. */
	onCut: (() => void) | undefined;
	/** How often each block was erased. */
	readonly erased: number[];

	constructor(blocks: number, blockLength: number, random: Random) {
		this.#blockLength = blockLength;
		this.#random = random;
		// What a partition holds before anybody has used it.
		this.bytes = Uint8Array.from({ length: blocks * blockLength }, () => random.int32());
		this.erased = Array.from({ length: blocks }, () => 0);
	}

	status(): { blockLength: number; blocks: number } {
		return { blockLength: this.#blockLength, blocks: this.bytes.length / this.#blockLength };
	}

	read(buffer: Uint8Array, at: number): void {
		if (at < 0 || at + buffer.length > this.bytes.length) throw new Error(`read outside of flash at ${at}`);
		buffer.set(this.bytes.subarray(at, at + buffer.length));
	}

	write(buffer: Uint8Array, at: number): void {
		if (at % 4 || buffer.length % 4) throw new Error("not aligned");
		if (at + buffer.length > this.bytes.length) throw new Error(`write outside of flash at ${at}`);
		this.#checkTaking();
		for (let i = 0; i < buffer.length; i++) {
			if (this.left-- <= 0) {
				this.bytes[at + i] &= buffer[i] | this.#random.int32();
				this.#cut("while writing");
			}
			this.bytes[at + i] &= buffer[i];
		}
	}

	eraseBlock(block: number): void {
		const start = block * this.#blockLength;
		const end = start + this.#blockLength;
		this.#checkTaking();
		this.left -= this.#blockLength;
		if (this.left < 0) {
			for (let at = start; at < end; at++) if (this.#random.uniform() < 0.5) this.bytes[at] |= this.#random.int32();
			this.#cut("while erasing");
		}
		this.bytes.fill(0xff, start, end);
		this.erased[block]++;
	}

	#checkTaking(): void {
		if (this.isRefusing) throw new Error("flash takes nothing any more");
	}

	#cut(when: string): never {
		this.left = 0;
		this.onCut?.();
		throw new PowerCut(when);
	}
}
