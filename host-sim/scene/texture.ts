import { cosTurns, sinTurns } from "../../firmware/math/elementary";
import { Random } from "../../firmware/math/random";

const SIDE = 64;

/** Smooth random pattern without a visible period in one picture: a lattice of random heights, interpolated. */
export class Lattice {
	readonly #heights = new Float64Array(SIDE * SIDE);

	constructor(random: Random) {
		for (let i = 0; i < this.#heights.length; i++) this.#heights[i] = random.uniform() * 2 - 1;
	}

	/** -1..1; features are about one unit large. */
	at(x: number, y: number): number {
		const left = Math.floor(x);
		const top = Math.floor(y);
		let right = x - left;
		let down = y - top;
		right = right * right * (3 - 2 * right);
		down = down * down * (3 - 2 * down);
		const a = (top & (SIDE - 1)) * SIDE;
		const b = ((top + 1) & (SIDE - 1)) * SIDE;
		const l = left & (SIDE - 1);
		const r = (left + 1) & (SIDE - 1);
		const h = this.#heights;
		const upper = h[a + l] + right * (h[a + r] - h[a + l]);
		const lower = h[b + l] + right * (h[b + r] - h[b + l]);
		return upper + down * (lower - upper);
	}
}

/**
 * The table under the sheet, as reflectance 0..1: boards of wood with grain and dark joints, or woven cloth.
 * All lengths are pixels of a picture 120 high.
 */
export class Table {
	readonly lattice: Lattice;
	readonly #reflectance: number;
	readonly #cloth: boolean;
	readonly #cos: number;
	readonly #sin: number;
	readonly #board: number;
	readonly #offset: number;
	readonly #thread: number;
	readonly #contrast: number;

	/** @param reflectance mean of the surface. */
	constructor(seed: number, reflectance: number) {
		const random = new Random(seed, 1);
		this.lattice = new Lattice(random);
		this.#reflectance = reflectance;
		this.#cloth = random.uniform() < 0.35;
		const direction = random.uniform();
		this.#cos = cosTurns(direction);
		this.#sin = sinTurns(direction);
		this.#board = 30 + 40 * random.uniform();
		this.#offset = 1000 * random.uniform();
		this.#thread = 2.5 + 3 * random.uniform();
		this.#contrast = 0.5 + random.uniform();
	}

	at(x: number, y: number): number {
		const along = x * this.#cos + y * this.#sin + this.#offset;
		const across = y * this.#cos - x * this.#sin + this.#offset;
		const patches = this.lattice.at(x / 37, y / 37);
		return this.#reflectance * (1 + 0.12 * patches + this.#contrast * this.#structure(along, across));
	}

	#structure(along: number, across: number): number {
		if (this.#cloth) {
			const warp = triangle(along / this.#thread);
			const weft = triangle(across / this.#thread);
			return 0.12 * (warp > weft ? warp : -weft) + 0.08 * this.lattice.at(along / 3, across / 3);
		}
		const board = Math.floor(across / this.#board);
		const within = across - board * this.#board;
		const edge = within < this.#board / 2 ? within : this.#board - within;
		const joint = edge < 1.5 ? 1 - edge / 1.5 : 0;
		const grain = this.lattice.at(along / 40 + 17.3 * board, across / 2.2);
		const fibre = this.lattice.at(along / 12 + 5.1 * board, across / 0.9);
		const tone = this.lattice.at(board * 3.7, 0.5);
		return 0.18 * grain + 0.08 * fibre + 0.16 * tone - 0.55 * joint;
	}
}

/** Triangle wave of period 1, -1..1. */
function triangle(x: number): number {
	const t = x - Math.floor(x);
	return t < 0.5 ? 4 * t - 1 : 3 - 4 * t;
}
