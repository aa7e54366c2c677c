import type { LongShortTermMemoryLimits, Operation } from "./graph";

/** How a field of an operation is held in a file. */
export type FieldType = "floats" | "count" | "size" | "number" | "flag" | "padding" | "limits";

/** Fields of each operation beside its kind, in the order of a file: shorter names first, then by letters (RFC 8949 §4.2.1). */
export const operationFields: Readonly<Record<Operation["kind"], readonly (readonly [string, FieldType])[]>> = {
	convolution: [
		["bias", "floats"],
		["kernel", "floats"],
		["stride", "size"],
		["padding", "padding"],
		["kernelWidth", "size"],
		["kernelHeight", "size"],
	],
	dense: [
		["bias", "floats"],
		["weights", "floats"],
	],
	normalization: [
		["beta", "floats"],
		["mean", "floats"],
		["gamma", "floats"],
		["epsilon", "number"],
		["variance", "floats"],
	],
	quantization: [
		["bits", "size"],
		["most", "number"],
		["signed", "flag"],
	],
	clip: [
		["most", "number"],
		["least", "number"],
	],
	relu: [],
	add: [],
	softmax: [],
	reshape: [],
	maximum: [
		["width", "size"],
		["height", "size"],
		["stride", "size"],
		["padding", "padding"],
	],
	average: [
		["width", "size"],
		["height", "size"],
		["stride", "size"],
		["padding", "padding"],
	],
	lstm: [
		["hidden", "size"],
		["limits", "limits"],
		["inputBias", "floats"],
		["inputBits", "count"],
		["inputMost", "number"],
		["hiddenBias", "floats"],
		["hiddenMost", "number"],
		["inputWeights", "floats"],
		["hiddenWeights", "floats"],
	],
};

export const paddingSides = ["top", "left", "bottom", "right"] as const;

export const limitNames: readonly (keyof LongShortTermMemoryLimits)[] = [
	"a3",
	"a4",
	"a5",
	"a6",
	"a7",
	"a8",
	"a9",
	"a10",
	"a12",
	"a13",
	"a14",
];
