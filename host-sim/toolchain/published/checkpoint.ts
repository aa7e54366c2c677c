import { readFileSync } from "node:fs";
import { neurramData } from "../../experiments/neurram/data";
import { NpyError } from "../npy";
import { readNpz } from "../npz";

/** The arrays of a published checkpoint, as float32. */
export class Checkpoint {
	readonly name: string;
	#arrays: ReturnType<typeof readNpz>;

	constructor(name: string, bytes: Uint8Array) {
		this.name = name;
		this.#arrays = readNpz(bytes);
	}

	/** @throws NpyError where there is none of the name or it is no array of numbers */
	array(name: string): { shape: number[]; values: Float32Array } {
		const array = this.#arrays.get(name);
		if (!array) throw new NpyError(`${JSON.stringify(name)} is not in ${this.name}`);
		const { shape, values, type } = array;
		if (Array.isArray(values) || values instanceof BigInt64Array)
			throw new NpyError(`${JSON.stringify(name)} in ${this.name} is of type ${type}, not numbers`);
		return { shape, values: Float32Array.from(values) };
	}

	values(name: string): Float32Array {
		return this.array(name).values;
	}

	/** A single number. */
	number(name: string): number {
		return this.values(name)[0];
	}

	/** One of as many arrays of equal size as the first extent says, one behind the other. */
	slice(name: string, index: number): Float32Array {
		const { shape, values } = this.array(name);
		const size = values.length / shape[0];
		return values.slice(index * size, (index + 1) * size);
	}
}

/** A checkpoint of the shared data, undefined where absent. */
export function openCheckpoint(name: string): Checkpoint | undefined {
	const file = neurramData(name);
	return file === undefined ? undefined : new Checkpoint(name, readFileSync(file));
}
