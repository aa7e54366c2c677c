import type { NpyArray } from "../npy";
import { ImportError } from "./import-error";

export interface Tensor {
	shape: number[];
	values: Float32Array;
}

/** The arrays of a checkpoint as one node of a description names them; what it refuses names the node. */
export class CheckpointArrays {
	readonly #arrays: ReadonlyMap<string, NpyArray>;
	readonly #name: string;
	readonly #kind: string;

	/** @param name of the node */
	constructor(arrays: ReadonlyMap<string, NpyArray>, name: string, kind: string) {
		this.#arrays = arrays;
		this.#name = name;
		this.#kind = kind;
	}

	/** An array, or one block of it: "name" or "name[2]". @param rank of what is wanted */
	tensor(name: unknown, rank: number): Tensor {
		if (typeof name !== "string") throw this.wrong("names no array where it needs one");
		const [, plain, block] = /^(.*?)(?:\[(\d{1,9})\])?$/.exec(name) ?? [];
		const array = this.#arrays.get(plain);
		if (!array)
			throw new ImportError(
				"import-damaged",
				`${this.#name} takes the array ${JSON.stringify(plain)}, which is not in the archive: it has ${[...this.#arrays.keys()].slice(0, 8).join(", ")}`,
			);
		if (!(array.values instanceof Float32Array || array.values instanceof Float64Array))
			throw this.wrong(`takes ${plain} of type ${array.type}, which is no floating-point array`);
		let { shape } = array;
		let values = Float32Array.from(array.values);
		if (block !== undefined) {
			const size = shape.slice(1).reduce((product, extent) => product * extent, 1);
			if (!(Number(block) < shape[0])) throw this.wrong(`takes block ${block} of ${plain}, which has ${shape[0] ?? 0}`);
			values = values.slice(Number(block) * size, (Number(block) + 1) * size);
			shape = shape.slice(1);
		}
		// a bias may be kept as 1 x n, a single number as one of any rank
		while (shape.length > rank && shape[0] === 1) shape = shape.slice(1);
		if (shape.length !== rank)
			throw this.wrong(`takes ${plain} of shape ${shape.join(" x ")}, which has not ${rank} axes`);
		if (values.some(value => !Number.isFinite(value)))
			throw this.wrong(`takes ${plain}, which has numbers that are not finite`);
		return { shape, values };
	}

	vector(name: unknown, length: number, fallback: number): Float32Array {
		if (name === undefined) return new Float32Array(length).fill(fallback);
		const { values } = this.tensor(name, 1);
		if (values.length !== length) throw this.wrong(`takes ${String(name)} of ${values.length} numbers, not ${length}`);
		return values;
	}

	/** A number, or the array that holds it; "-name" is its negative. */
	number(value: unknown, field: string): number {
		if (typeof value === "number" && !Number.isNaN(value)) return value;
		if (typeof value !== "string") throw this.wrong(`has no ${field} that is a number or the name of an array`);
		const negative = value.startsWith("-");
		const { values } = this.tensor(negative ? value.slice(1) : value, 0 + (this.#isScalar(value, negative) ? 0 : 1));
		if (values.length !== 1) throw this.wrong(`takes ${value} as its ${field}, which has ${values.length} numbers`);
		return negative ? -values[0] : values[0];
	}

	#isScalar(value: string, negative: boolean): boolean {
		const [, plain, block] = /^(.*?)(?:\[(\d{1,9})\])?$/.exec(negative ? value.slice(1) : value) ?? [];
		const rank = this.#arrays.get(plain)?.shape.length ?? 0;
		return rank - (block === undefined ? 0 : 1) === 0;
	}

	clipped(tensor: Tensor, limit: unknown): Tensor {
		return { shape: tensor.shape, values: this.limited(tensor.values, limit) };
	}

	limited(values: Float32Array, limit: unknown): Float32Array {
		if (limit === undefined) return values;
		const most = this.number(limit, "clip");
		return values.map(value => Math.min(Math.max(value, -most), most));
	}

	wrong(words: string): ImportError {
		return new ImportError("import-shape", `${this.#name} (${this.#kind}) ${words}`);
	}
}
