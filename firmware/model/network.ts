import type { Provenance } from "./model";

/**
 * A network mapped on a chip of many arrays, as a `.cim` file holds it and firmware/networks runs it. A value is a tensor of
 * height x width x channels, channel fastest. Value 0 is the input, step n makes value n + 1; a value is codes (whole numbers
 * of a unit, what arrays take) or real (32-bit floating point).
 */
export interface NetworkModel {
	/** Format version of the file. */
	version: number;
	kind: "network";
	name: string;
	/** Profile number of the chip it was made for (registers.ts ProfileNumber). */
	profile: number;
	/** One a number of the last value; empty where it has no classes. */
	labels: string[];
	input: NetworkInput;
	matrices: MatrixModel[];
	/** Operating points that segments refer to: a value a PointField. */
	points: Int32Array[];
	steps: Step[];
	/** Smallest margin (best minus second score, in hundredths of the last value's unit) of a verdict; below it, unsure. */
	minimumMargin: number;
	knownAnswer: NetworkKnownAnswer;
	provenance: Provenance;
	/** CRC-32 of the file, as carried in every result. */
	hash: number;
}

/** A network before it is a file. */
export type NetworkModelFields = Omit<NetworkModel, "version" | "hash">;

export interface Shape {
	height: number;
	width: number;
	channels: number;
}

/** The input as codes: of a byte, code = round(clip((byte - zero) / scale, 0 or -most, most) / unit). */
export interface NetworkInput extends Shape {
	bits: number;
	signed: boolean;
	/** Of a byte. */
	zero: number;
	scale: number;
	/** What one code stands for. */
	unit: number;
}

/**
 * A weight matrix on the chip. Its logical rows are pieces of the layer's inputs, each followed by `biasRows` rows whose input
 * is always the largest code (neurram.md section 4): pieces[0] inputs, bias rows, pieces[1] inputs, bias rows, ...
 */
export interface MatrixModel {
	name: string;
	/** Inputs of each piece; they add up to the layer's inputs. */
	pieces: number[];
	biasRows: number;
	/** Logical columns; backward they take bias columns, biasColumns of them, after the layer's own. */
	columns: number;
	biasColumns: number;
	inputBits: number;
	inputSigned: boolean;
	/** Bits of the inputs of the other direction; 0 where the matrix only runs forward. */
	backwardBits: number;
	backwardSigned: boolean;
	/** Weight that one step of the difference of two conductance codes stands for; half of it where columns are pairs too, as the chip then counts each product twice. */
	weightUnit: number;
	/** Bits of a conductance code. */
	codeBits: number;
	/** The segments; each copy holds the whole matrix, and vectors are dealt out to the copies in turn. */
	copies: SegmentModel[][];
	/** Most arrays that work together. */
	together: number;
	/** Inputs from the training data for calibration, codes, vector by vector, bias included. */
	representative: Int8Array | Uint8Array;
	backwardRepresentative: Int8Array | Uint8Array;
}

/** A piece of a matrix on one array: logical rows and columns of the matrix (bias included), physical lines in ascending order. */
export interface SegmentModel {
	array: number;
	row: number;
	column: number;
	rows: number;
	columns: number;
	/** Twice `rows`: positive and negative cell in turn. */
	rowLines: Uint8Array;
	/** As many as `columns`, or twice where the columns are pairs too. */
	columnLines: Uint8Array;
	/** A conductance code a cell of these lines, row-major. */
	codes: Uint8Array;
	/** Numbers in NetworkModel.points. */
	point: number;
	backwardPoint: number;
}

export type Step = MultiplyStep | QuantizeStep | PoolStep | AddStep | ClipStep | LongShortTermMemoryStep | GibbsStep;

/** Codes through a matrix to real numbers. A dense layer is a window as large as its input. */
export interface MultiplyStep {
	kind: "multiply";
	input: number;
	matrix: number;
	window: Window;
	/** Real numbers that are added to each column after the chip, for what bias rows cannot hold; may be empty. */
	offset: Float32Array;
	shape: Shape;
}

/** What moves over a value; zeros around it. */
export interface Window {
	height: number;
	width: number;
	stride: number;
	top: number;
	left: number;
}

/** Real numbers or codes to codes, as Quantization in host-sim/toolchain/network/graph.ts defines it; unsigned rectifies. */
export interface QuantizeStep {
	kind: "quantize";
	input: number;
	bits: number;
	signed: boolean;
	/** What one code stands for. */
	unit: number;
	shape: Shape;
}

export interface PoolStep {
	kind: "maximum" | "average";
	input: number;
	window: Window;
	shape: Shape;
}

/** The sum of values, real. */
export interface AddStep {
	kind: "add";
	inputs: number[];
	shape: Shape;
}

/** Real numbers into limits; a rectifier is a clip from 0 to Infinity. */
export interface ClipStep {
	kind: "clip";
	input: number;
	least: number;
	most: number;
	shape: Shape;
}

/** All steps of a sequence (a row of the value each), codes in, the last hidden state out, real. */
export interface LongShortTermMemoryStep {
	kind: "lstm";
	input: number;
	hidden: number;
	inputMatrix: number;
	hiddenMatrix: number;
	/** Of the hidden state as it goes back into the chip. */
	hiddenBits: number;
	hiddenUnit: number;
	/** a3 ... a10, a12, a13, a14 of neurram-recipes.md section 3; Infinity where there is none. */
	limits: Float32Array;
	/** Added to both products: input's and hidden state's part, 4 x hidden each; may be empty. */
	inputOffset: Float32Array;
	hiddenOffset: Float32Array;
	shape: Shape;
}

/**
 * Cycles of Gibbs sampling of a restricted Boltzmann machine, hidden units sampled by the host or by stochastic neurons; the input's
 * known numbers are put back in each cycle. Makes the visible probabilities, real.
 */
export interface GibbsStep {
	kind: "gibbs";
	input: number;
	matrix: number;
	cycles: number;
	/** 1: probabilities above one half, 0: samples. */
	deterministic: number;
	visibleOffset: Float32Array;
	hiddenOffset: Float32Array;
	shape: Shape;
}

/** An input, as codes, with the scores that a chip without noise gives it, and how far (root mean square) others may be off. */
export interface NetworkKnownAnswer {
	input: Int8Array | Uint8Array;
	scores: Float32Array;
	tolerance: number;
}
