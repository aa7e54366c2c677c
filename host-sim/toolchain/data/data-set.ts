import { CimError } from "../../../firmware/errors";
import type { InputDescription, Shape } from "../network/graph";

/** Examples with their classes, whatever file they come from. */
export interface DataSet {
	name: string;
	count: number;
	/** Of each example. */
	shape: Shape;
	/** Example by example, row by row, channel fastest: bytes as cameras give them, or real numbers. */
	values: Uint8Array | Float32Array;
	/** Of each example: its place in `labels`. */
	classes: Uint8Array;
	labels: string[];
}

/** A data set that cannot be read or used: `code` is "data". */
export class DataError extends CimError {
	constructor(words: string) {
		super("data", words);
	}
}

export function sizeOf({ height, width, channels }: Shape): number {
	return height * width * channels;
}

/** Examples `from` up to, not including, `to`; shares the values. */
export function partOf(data: DataSet, from: number, to: number): DataSet {
	const size = sizeOf(data.shape);
	const end = Math.min(to, data.count);
	return {
		...data,
		count: Math.max(0, end - from),
		values: data.values.subarray(from * size, end * size),
		classes: data.classes.subarray(from, end),
	};
}

/** `count` examples spread evenly over all of them, in their order; all of them where there are no more. */
export function spreadOf(data: DataSet, count: number): DataSet {
	if (count >= data.count) return data;
	const size = sizeOf(data.shape);
	const chosen = Array.from({ length: count }, (_, n) => Math.floor((n * data.count) / count));
	const values = data.values.slice(0, count * size);
	for (const [n, from] of chosen.entries()) values.set(data.values.subarray(from * size, (from + 1) * size), n * size);
	return { ...data, count, values, classes: Uint8Array.from(chosen, n => data.classes[n]) };
}

/**
 * Writes examples from..from + count as a network wants them, (value - zero) / scale, to the beginning of `inputs`.
 * @throws DataError when they are of another size than the network's input
 */
export function readInputs(
	data: DataSet,
	input: InputDescription,
	from: number,
	count: number,
	inputs: Float32Array,
): void {
	const size = sizeOf(data.shape);
	if (size !== sizeOf(input))
		throw new DataError(
			`${data.name} has ${words(data.shape)}, the network takes ${words(input)}: use the data that it was trained for`,
		);
	if (from + count > data.count)
		throw new DataError(`${data.name} has ${data.count} examples, number ${from + count - 1} is asked for`);
	const { zero, scale } = input;
	const first = from * size;
	for (let i = 0; i < count * size; i++) inputs[i] = (data.values[first + i] - zero) / scale;
}

function words({ height, width, channels }: Shape): string {
	return `${height} x ${width} x ${channels}`;
}

/** Classes as they are stored, checked. @throws DataError */
export function classesOf(numbers: ArrayLike<number | bigint>, count: number, most: number, name: string): Uint8Array {
	if (numbers.length !== count)
		throw new DataError(`${name} has ${numbers.length} classes for ${count} examples: there must be one of each`);
	const classes = new Uint8Array(count);
	for (let n = 0; n < count; n++) {
		const value = Number(numbers[n]);
		if (!Number.isInteger(value) || value < 0 || value >= most)
			throw new DataError(`${name} has class ${value} at example ${n}: classes are whole numbers 0 to ${most - 1}`);
		classes[n] = value;
	}
	return classes;
}

/** "0", "1"… up to the largest class. */
export function numberedLabels(classes: Uint8Array): string[] {
	let largest = -1;
	for (const value of classes) if (value > largest) largest = value;
	return Array.from({ length: largest + 1 }, (_, n) => String(n));
}
