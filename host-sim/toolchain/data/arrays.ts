import type { Shape } from "../network/graph";
import type { NpyArray } from "../npy";
import { readNpz } from "../npz";
import { classesOf, DataError, type DataSet, numberedLabels } from "./data-set";

/** Names that files in use have for examples and classes, ours first; a factor where numbers are stored as its multiples. */
const NAMES = [
	{ examples: "x", classes: "y", unit: 1 },
	{ examples: "x_test", classes: "y_test", unit: 1 },
	{ examples: "x_train", classes: "y_train", unit: 1 },
	/** Coefficients of speech in eighths (docs of the shared data), a step a row. */
	{ examples: "mfcc_x8", classes: "label", unit: 1 / 8 },
] as const;
const LABELS = ["labels", "words", "class_names"];

/**
 * Arrays x (count x height x width [x channels], or count x numbers) and y of a NumPy archive; bytes stay bytes.
 * @param part chooses between x_train and x_test where there are both.
 * @throws DataError, ZipError, NpyError
 */
export function arrayDataSet(bytes: Uint8Array, part: "train" | "test", name: string): DataSet {
	const arrays = readNpz(bytes);
	const fits = NAMES.filter(({ examples, classes }) => arrays.has(examples) && arrays.has(classes));
	const names = fits.find(({ examples }) => examples.endsWith(`_${part}`)) ?? fits[0];
	const examples = names && arrays.get(names.examples);
	const stored = names && arrays.get(names.classes);
	if (!examples || !stored)
		throw new DataError(
			`${name} has the arrays ${[...arrays.keys()].slice(0, 8).join(", ")}: name the examples x and their classes y`,
		);
	const [count, ...extents] = examples.shape;
	const shape = names.examples === "mfcc_x8" ? stepsOf(extents, name) : shapeOf(extents, name);
	if (isText(stored))
		throw new DataError(`${name} has words as classes: number them 0, 1… and put the words in labels`);
	const classes = classesOf(stored.values as ArrayLike<number | bigint>, count, 256, name);
	return {
		name,
		count,
		shape,
		values: valuesOf(examples, names.unit, name),
		classes,
		labels: labelsOf(arrays, classes),
	};
}

function isText(array: NpyArray): boolean {
	return Array.isArray(array.values);
}

function valuesOf({ values, type }: NpyArray, unit: number, name: string): Uint8Array | Float32Array {
	if (Array.isArray(values) || values instanceof BigInt64Array)
		throw new DataError(`${name} has examples of type ${type}: store bytes or float32`);
	if (unit === 1 && (values instanceof Uint8Array || values instanceof Float32Array)) return values;
	const reals = new Float32Array(values.length);
	for (let i = 0; i < reals.length; i++) {
		reals[i] = values[i] * unit;
		if (!Number.isFinite(reals[i])) throw new DataError(`${name} has a number that is not finite at place ${i}`);
	}
	return reals;
}

function shapeOf(extents: readonly number[], name: string): Shape {
	if (extents.some(extent => extent === 0)) throw new DataError(`${name} has examples without numbers`);
	const [first, second, third] = extents;
	if (extents.length === 1) return { height: 1, width: 1, channels: first };
	if (extents.length === 2) return { height: first, width: second, channels: 1 };
	if (extents.length === 3) return { height: first, width: second, channels: third };
	throw new DataError(`${name} has examples of ${extents.length} dimensions: height, width and channels can be read`);
}

function stepsOf(extents: readonly number[], name: string): Shape {
	if (extents.length !== 2 || extents[0] * extents[1] === 0)
		throw new DataError(`${name} has speech of ${extents.length} dimensions: steps and coefficients are expected`);
	return { height: extents[0], width: 1, channels: extents[1] };
}

function labelsOf(arrays: ReadonlyMap<string, NpyArray>, classes: Uint8Array): string[] {
	const numbered = numberedLabels(classes);
	for (const name of LABELS) {
		const values = arrays.get(name)?.values;
		if (Array.isArray(values) && values.length >= numbered.length) return values;
	}
	return numbered;
}
