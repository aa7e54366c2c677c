/**
 * A trained network before it meets a chip: what importers and the trainer make, what the reference runs and the compiler
 * maps. Numbers are float32. A value is a tensor of height x width x channels, channel fastest; sequences have a step a row
 * (height = steps, width 1), vectors are 1 x 1 x channels. Value 0 is the input, node n makes value n + 1.
 */
export interface Graph {
	name: string;
	input: InputDescription;
	nodes: GraphNode[];
	/** One a channel of the last value; empty where it has no classes. */
	labels: string[];
}

export interface Shape {
	height: number;
	width: number;
	channels: number;
}

export interface InputDescription extends Shape {
	/** What the network expects of a byte 0..255: (byte - zero) / scale. */
	zero: number;
	scale: number;
}

export interface GraphNode {
	name: string;
	operation: Operation;
	/** Values that it takes, all made before. */
	inputs: number[];
	/** Of the value that it makes. */
	shape: Shape;
}

/** Rows and columns of zeros around a value. */
export interface Padding {
	top: number;
	left: number;
	bottom: number;
	right: number;
}

export type Operation =
	| Convolution
	| Dense
	| Normalization
	| Quantization
	| Clip
	| { kind: "relu" }
	| { kind: "add" }
	| { kind: "softmax" }
	/** Same numbers in the same order, another shape. */
	| { kind: "reshape" }
	| Pooling
	| LongShortTermMemory;

export interface Convolution {
	kind: "convolution";
	/** Height, width, channels in, channels out, in this order (HWIO). */
	kernel: Float32Array;
	kernelHeight: number;
	kernelWidth: number;
	/** One a channel out. */
	bias: Float32Array;
	stride: number;
	padding: Padding;
}

/** All numbers of a value to channels. */
export interface Dense {
	kind: "dense";
	/** In, out. */
	weights: Float32Array;
	bias: Float32Array;
}

/** Batch normalisation as trained: (x - mean) / sqrt(variance + epsilon) * gamma + beta, a channel each. */
export interface Normalization {
	kind: "normalization";
	gamma: Float32Array;
	beta: Float32Array;
	mean: Float32Array;
	variance: Float32Array;
	epsilon: number;
}

/**
 * To the nearest of evenly spaced values. Unsigned: floor(min(max(x, 0), most) / s + 1/2) s with s = most / (2^bits - 1),
 * rectification included. Signed (neurram-recipes.md section 3): S = 2^(bits-1), round(clamp(x / most, -1 + 1/S, 1 - 1/S) S) / S most,
 * half to even.
 */
export interface Quantization {
	kind: "quantization";
	bits: number;
	signed: boolean;
	most: number;
}

export interface Clip {
	kind: "clip";
	least: number;
	most: number;
}

/** Padding of a maximum counts as nothing, of an average as zeros that are not counted. */
export interface Pooling {
	kind: "maximum" | "average";
	height: number;
	width: number;
	stride: number;
	padding: Padding;
}

/**
 * Long short-term memory over the rows of a value; makes the last hidden state. Gates in the order input, candidate, forget,
 * output (i, j, f, o). Limits and quantisers are those of neurram-recipes.md section 3; Infinity and 0 bits where there are none.
 */
export interface LongShortTermMemory {
	kind: "lstm";
	hidden: number;
	/** In x 4 hidden. */
	inputWeights: Float32Array;
	inputBias: Float32Array;
	/** Hidden x 4 hidden. */
	hiddenWeights: Float32Array;
	hiddenBias: Float32Array;
	/** Bits of the signed inputs to both products; 0 for none. */
	inputBits: number;
	/** a1 and a11: ranges of the input and of the hidden state. */
	inputMost: number;
	hiddenMost: number;
	/** a3 to a14 but a11, by their number in the recipe; Infinity where there is none. */
	limits: LongShortTermMemoryLimits;
}

export interface LongShortTermMemoryLimits {
	a3: number;
	a4: number;
	a5: number;
	a6: number;
	a7: number;
	a8: number;
	a9: number;
	a10: number;
	a12: number;
	a13: number;
	a14: number;
}

/** A restricted Boltzmann machine: visible x hidden weights, both biases. */
export interface BoltzmannMachine {
	name: string;
	visible: number;
	hidden: number;
	weights: Float32Array;
	visibleBias: Float32Array;
	hiddenBias: Float32Array;
}
