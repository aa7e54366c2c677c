import type { Random } from "../../../firmware/math/random";
import type { InputDescription } from "../network/graph";

/** What a network learns from or is tried on. */
export interface Examples {
	readonly count: number;
	/** Class of each. */
	readonly labels: Uint8Array;
	/** Writes example n as number `slot` of a batch, into the network's given values. With `chance`, disturbed as the recipe says. */
	read(n: number, slot: number, given: readonly Float32Array[], chance: Random | undefined): void;
}

/** Pictures of bytes as a network's input. */
export interface PictureSet {
	pictures: Uint8Array;
	labels: Uint8Array;
}

/** A picture, changed in place before it is learned from. */
export type Disturbance = (picture: Uint8Array, chance: Random) => void;

/** Bytes as the input description scales them. */
export class PictureExamples implements Examples {
	readonly count: number;
	readonly labels: Uint8Array;
	#pictures: Uint8Array;
	#size: number;
	#levels: Float32Array;
	#disturb: Disturbance | undefined;
	#picture: Uint8Array;

	constructor({ pictures, labels }: PictureSet, input: InputDescription, disturb?: Disturbance) {
		this.count = labels.length;
		this.labels = labels;
		this.#pictures = pictures;
		this.#size = input.height * input.width * input.channels;
		this.#levels = Float32Array.from({ length: 256 }, (_, byte) => (byte - input.zero) / input.scale);
		this.#disturb = disturb;
		this.#picture = new Uint8Array(this.#size);
	}

	read(n: number, slot: number, [input]: readonly Float32Array[], chance: Random | undefined): void {
		const size = this.#size;
		const picture = this.#picture;
		picture.set(this.#pictures.subarray(n * size, (n + 1) * size));
		if (chance) this.#disturb?.(picture, chance);
		const at = slot * size;
		for (let i = 0; i < size; i++) input[at + i] = this.#levels[picture[i]];
	}
}

/** Examples from number `from` up to, not including, number `to`. */
export class PartOfExamples implements Examples {
	readonly count: number;
	readonly labels: Uint8Array;
	#whole: Examples;
	#from: number;

	constructor(whole: Examples, from: number, to: number) {
		this.count = to - from;
		this.labels = whole.labels.subarray(from, to);
		this.#whole = whole;
		this.#from = from;
	}

	read(n: number, slot: number, given: readonly Float32Array[], chance: Random | undefined): void {
		this.#whole.read(this.#from + n, slot, given, chance);
	}
}

/** Codes of one value as what they stand for. */
export class CodeExamples implements Examples {
	readonly count: number;
	readonly labels: Uint8Array;
	#codes: Uint8Array;
	#size: number;
	#unit: number;

	constructor(codes: Uint8Array, labels: Uint8Array, unit: number) {
		this.count = labels.length;
		this.labels = labels;
		this.#codes = codes;
		this.#size = codes.length / labels.length;
		this.#unit = unit;
	}

	read(n: number, slot: number, [value]: readonly Float32Array[]): void {
		const size = this.#size;
		for (let i = 0; i < size; i++) value[slot * size + i] = this.#codes[n * size + i] * this.#unit;
	}
}
