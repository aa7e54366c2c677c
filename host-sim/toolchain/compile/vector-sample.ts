import type { Random } from "../../../firmware/math/random";
import type { Codes } from "../../../firmware/networks/patches";

/** Vectors drawn from a stream of them, each with the same chance however long it is. */
export class VectorSample {
	readonly vectors: Codes[] = [];
	readonly #random: Random;
	readonly #most: number;
	#seen = 0;

	constructor(random: Random, most: number) {
		this.#random = random;
		this.#most = most;
	}

	/** A vector: the first `length` of these codes. */
	add(codes: Codes, length: number): void {
		const at = this.#seen++;
		const place = at < this.#most ? at : this.#random.below(this.#seen);
		if (place < this.#most) this.vectors[place] = codes.slice(0, length);
	}

	/** At most `count` of them, no two alike, one after the other. */
	distinct(count: number): number[] {
		const known = new Set<string>();
		const values: number[] = [];
		for (const vector of this.vectors) {
			if (known.size === count) break;
			const words = vector.join();
			if (known.has(words)) continue;
			known.add(words);
			for (const value of vector) values.push(value);
		}
		return values;
	}
}
