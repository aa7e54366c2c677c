import { exp, log } from "./elementary";

/** Layers of the ziggurat. */
const LAYERS = 128;
/** Right edge of the base layer and area of each layer, for 128 layers: Marsaglia and Tsang, J. Stat. Softw. 5(8), 2000. */
const TAIL_START = 3.442619855899;
const LAYER_AREA = 9.91256303526217e-3;

const edges = new Float64Array(LAYERS + 1);
const heights = new Float64Array(LAYERS + 1);
for (let layer = 1, edge = TAIL_START; layer < LAYERS; layer++) {
	const height = exp(-0.5 * edge * edge);
	edges[layer] = edge;
	heights[layer] = height;
	const next = height + LAYER_AREA / edge;
	edge = next < 1 ? Math.sqrt(-2 * log(next)) : 0;
}
edges[0] = LAYER_AREA / heights[1];
heights[0] = 0;
edges[LAYERS] = 0;
heights[LAYERS] = 1;

/**
 * A reproducible random generator: sfc32 (Chris Doty-Humphrey, PractRand) seeded through a 32-bit mixer.
 * Uses 32-bit integers, + - * / and sqrt only, so every engine gives the same numbers.
 */
export class Random {
	#a = 0;
	#b = 0;
	#c = 0;
	#counter = 1;

	/** @param seed any number; its low 32 bits count. @param stream separates generators that share a seed. */
	constructor(seed: number, stream = 0) {
		this.reseed(seed, stream);
	}

	/** Starts the sequence of (seed, stream) over, without a new object. */
	reseed(seed: number, stream = 0): void {
		this.#a = mix32(seed | 0);
		this.#b = mix32((stream | 0) ^ 0x5bd1e995);
		this.#c = mix32(this.#a ^ (this.#b << 1));
		this.#counter = 1;
		for (let i = 0; i < 12; i++) this.int32();
	}

	/** 32 random bits as a signed integer. */
	int32(): number {
		const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
		this.#counter = (this.#counter + 1) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
		return sum;
	}

	/** Uniform in [0, 1), a multiple of 2^-32. */
	uniform(): number {
		return (this.int32() >>> 0) / 4294967296;
	}

	/** Uniform integer in [0, count). */
	below(count: number): number {
		return Math.floor(this.uniform() * count);
	}

	/** Standard normal (mean 0, standard deviation 1), by the ziggurat. */
	gaussian(): number {
		for (;;) {
			const bits = this.int32();
			const layer = bits & 127;
			const x = (bits >> 8) * (edges[layer] / 8388608);
			const magnitude = x < 0 ? -x : x;
			if (magnitude < edges[layer + 1]) return x;
			if (layer === 0) return bits < 0 ? -this.#tail() : this.#tail();
			const height = heights[layer] + this.uniform() * (heights[layer + 1] - heights[layer]);
			if (height < exp(-0.5 * x * x)) return x;
		}
	}

	/** Normal variate beyond TAIL_START (Marsaglia's method). */
	#tail(): number {
		for (;;) {
			const x = -log(1 - this.uniform()) / TAIL_START;
			const y = -log(1 - this.uniform());
			if (y + y > x * x) return TAIL_START + x;
		}
	}
}
Object.freeze(Random.prototype);

/** A bijective 32-bit mixer (the finaliser of MurmurHash3): neighbouring seeds give unrelated states. */
export function mix32(value: number): number {
	let h = value | 0;
	h ^= h >>> 16;
	h = Math.imul(h, 0x85ebca6b);
	h ^= h >>> 13;
	h = Math.imul(h, 0xc2b2ae35);
	return h ^ (h >>> 16);
}
