import type { Clip, Operation } from "../network/graph";
import type { Layer } from "./layer";
import type { Value } from "./value";

/** The sum of several values. */
export class AdditionLayer implements Layer {
	readonly parameters = [];
	#inputs: readonly Value[];
	#output: Value;

	constructor(inputs: readonly Value[], output: Value) {
		this.#inputs = inputs;
		this.#output = output;
	}

	forward(batch: number): void {
		const y = this.#output.numbers;
		const count = batch * this.#output.size;
		y.set(this.#inputs[0].numbers.subarray(0, count));
		for (const { numbers } of this.#inputs.slice(1)) for (let i = 0; i < count; i++) y[i] += numbers[i];
	}

	backward(batch: number): void {
		for (const input of this.#inputs) passSlopes(this.#output.slopes!, input, batch * this.#output.size);
	}

	operation(): Operation {
		return { kind: "add" };
	}
}

/** The same numbers in another shape. */
export class ReshapeLayer implements Layer {
	readonly parameters = [];
	#input: Value;
	#output: Value;

	constructor(input: Value, output: Value) {
		this.#input = input;
		this.#output = output;
	}

	forward(batch: number): void {
		this.#output.numbers.set(this.#input.numbers.subarray(0, batch * this.#input.size));
	}

	backward(batch: number): void {
		passSlopes(this.#output.slopes!, this.#input, batch * this.#input.size);
	}

	operation(): Operation {
		return { kind: "reshape" };
	}
}

/** Numbers kept within limits; a rectifier is a clip from 0 to Infinity. */
export class ClipLayer implements Layer {
	readonly parameters = [];
	#operation: Operation;
	#least: number;
	#most: number;
	#input: Value;
	#output: Value;

	constructor(operation: Clip | { kind: "relu" }, input: Value, output: Value) {
		this.#operation = operation;
		this.#least = operation.kind === "clip" ? operation.least : 0;
		this.#most = operation.kind === "clip" ? operation.most : Number.POSITIVE_INFINITY;
		this.#input = input;
		this.#output = output;
	}

	forward(batch: number): void {
		const x = this.#input.numbers;
		const y = this.#output.numbers;
		for (let i = 0, count = batch * this.#input.size; i < count; i++)
			y[i] = Math.min(Math.max(x[i], this.#least), this.#most);
	}

	backward(batch: number): void {
		const to = this.#input.slopes;
		if (!to) return;
		const x = this.#input.numbers;
		const slopes = this.#output.slopes!;
		const add = !this.#input.untouched;
		for (let i = 0, count = batch * this.#input.size; i < count; i++) {
			const slope = x[i] > this.#least && x[i] < this.#most ? slopes[i] : 0;
			to[i] = add ? to[i] + slope : slope;
		}
		this.#input.untouched = false;
	}

	operation(): Operation {
		return this.#operation;
	}
}

function passSlopes(slopes: Float32Array, input: Value, count: number): void {
	const to = input.slopes;
	if (!to) return;
	if (input.untouched) to.set(slopes.subarray(0, count));
	else for (let i = 0; i < count; i++) to[i] += slopes[i];
	input.untouched = false;
}
