import { Mode, ProfileNumber } from "../../../firmware/accelerator/registers";
import { aihwkitFit, NeurramOxideCell } from "../../../firmware/emulator/devices/neurram-oxide";
import type { Kernels } from "../../../firmware/emulator/kernels/kernels";
import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import { tanh } from "../../../firmware/math/sigmoid";
import type { NetworkModelFields } from "../../../firmware/model/network";
import { assembleMatrices } from "../compile/assemble";
import { CODE_BITS } from "../compile/compile";
import { dieOf } from "../compile/die";
import type { Layer } from "../compile/lower";
import { codeMatrix } from "../compile/matrix-codes";
import { placeNetwork } from "../compile/place-network";
import { choosePoints } from "../compile/points";
import { type ChipMatrix, sliceOf } from "../evaluate/chip-matrix";
import { ChipNetwork } from "../evaluate/chip-network";
import { HIDDEN_CODES, type RecurrentNetwork } from "./recurrent-network";

/** Bits of what drives the array, sign included. */
const BITS = 4;
/** Most rows of biases, whose input is always the largest. */
const MOST_BIAS_ROWS = 4;

/**
 * A recurrent network on one transposable array: the rows are the inputs, the hidden state before, and the outputs, the
 * columns the hidden units. Forward, rows to columns, makes the hidden state; backward through the same cells, columns to rows,
 * reads the outputs' rows. Nothing is programmed between.
 */
export class TrackerChip {
	readonly #network: RecurrentNetwork;
	readonly #chip: ChipNetwork;
	readonly #matrix: ChipMatrix;
	readonly #random: Random;
	/** Logical rows, biases included. */
	readonly #rows: number;
	/** The read-out's weights are held so many times larger, to use the cells' range. */
	readonly #gain: number;

	/**
	 * @param representative courses, steps x inputs codes each, for the operating point and the calibration
	 */
	constructor(
		network: RecurrentNetwork,
		representative: readonly Float64Array[],
		profile: NeurramProfile,
		kernels: Kernels,
		seed: number,
	) {
		this.#network = network;
		this.#random = new Random(seed, 9);
		const { inputs, hidden, outputs, weights, readOut } = network;
		const logical = inputs + hidden + outputs;
		const own = weights.subarray(0, (inputs + hidden) * hidden);
		this.#gain = largest(own) / largest(readOut.subarray(0, hidden * outputs));
		const layer: Layer = {
			name: "tracker",
			weights: new Float64Array(logical * hidden),
			bias: weights.slice((inputs + hidden) * hidden),
			inputs: logical,
			columns: hidden,
			codes: { bits: BITS, signed: true, unit: 1 / HIDDEN_CODES },
			uses: 2,
		};
		layer.weights.set(own);
		for (let k = 0; k < outputs; k++)
			for (let j = 0; j < hidden; j++)
				layer.weights[(inputs + hidden + k) * hidden + j] = this.#gain * readOut[j * outputs + k];
		const coded = {
			...codeMatrix(layer, {
				codeBits: CODE_BITS,
				weightPercentile: 100,
				pieces: [logical],
				mostBiasRows: MOST_BIAS_ROWS,
			}),
			paired: true,
		};
		this.#rows = coded.rows;
		const die = dieOf(profile);
		const placed = placeNetwork([layer], [coded], die, "auto", 2 * hidden);
		const matrices = assembleMatrices([layer], [coded], placed, die, CODE_BITS, 1);
		const [matrix] = matrices;
		matrix.backwardBits = BITS;
		matrix.backwardSigned = true;
		const { forward, backward } = this.#vectors(representative);
		const { points } = choosePoints(matrices, [forward], profile, new NeurramOxideCell(aihwkitFit), [backward]);
		matrix.representative = join(forward);
		matrix.backwardRepresentative = join(backward);
		const model: NetworkModelFields = {
			kind: "network",
			name: "tracker",
			profile: ProfileNumber.NEURRAM,
			labels: [],
			input: {
				height: 1,
				width: 1,
				channels: inputs,
				bits: BITS,
				signed: true,
				zero: 0,
				scale: 1,
				unit: 1 / HIDDEN_CODES,
			},
			matrices,
			points,
			steps: [],
			minimumMargin: 0,
			knownAnswer: { input: new Int8Array(inputs), scores: new Float32Array(0), tolerance: 0 },
			provenance: { tool: "cim experiments V3", seed, data: "drawn courses", accuracy: "not stated" },
		};
		this.#chip = new ChipNetwork(model, { profile, kernels, seed, programming: "write-verify", age: 0 });
		this.#matrix = this.#chip.matrices[0][0];
	}

	/** Cells on the chip. */
	get cells(): number {
		return this.#chip.loaded.cells;
	}

	/** Outputs of many courses at once, each steps x outputs. @param courses steps x inputs codes each, of the same length */
	run(courses: readonly Float64Array[]): Float64Array[] {
		const { inputs, hidden, outputs, readOut } = this.#network;
		const steps = courses[0].length / inputs;
		const results = courses.map(() => new Float64Array(steps * outputs));
		const state = new Int8Array(courses.length * hidden);
		const driven = new Int8Array(courses.length * this.#rows);
		const sums = new Int32Array(courses.length * hidden);
		const read = new Int32Array(courses.length * this.#rows);
		const [segment] = this.#matrix.segments;
		const unit = this.#chip.model.matrices[0].weightUnit / HIDDEN_CODES;
		for (let step = 0; step < steps; step++) {
			courses.forEach((course, n) => {
				this.#drive(course, step, state, n * hidden, driven, n * this.#rows);
			});
			const rows = sliceOf(segment, Mode.FORWARD, driven, 0, courses.length, this.#rows);
			this.#matrix.multiply(Mode.FORWARD, [rows], courses.length, this.#random, sums);
			for (let i = 0; i < state.length; i++)
				state[i] = Math.round(tanh(sums[i] * this.#matrix.forwardUnit * unit) * HIDDEN_CODES);
			const columns = sliceOf(segment, Mode.BACKWARD, state, 0, courses.length, hidden);
			this.#matrix.multiply(Mode.BACKWARD, [columns], courses.length, this.#random, read);
			results.forEach((result, n) => {
				for (let k = 0; k < outputs; k++)
					result[step * outputs + k] =
						(read[n * this.#rows + inputs + hidden + k] * this.#matrix.backwardUnit * unit) / this.#gain +
						readOut[hidden * outputs + k];
			});
		}
		return results;
	}

	/** One course's rows at a step: inputs, hidden state, nothing for the outputs, biases. */
	#drive(course: Float64Array, step: number, state: Int8Array, from: number, driven: Int8Array, at: number): void {
		const { inputs, hidden, outputs } = this.#network;
		for (let i = 0; i < inputs; i++) driven[at + i] = Math.round(course[step * inputs + i] * HIDDEN_CODES);
		for (let j = 0; j < hidden; j++) driven[at + inputs + j] = state[from + j];
		driven.fill(0, at + inputs + hidden, at + inputs + hidden + outputs);
		driven.fill(HIDDEN_CODES, at + inputs + hidden + outputs, at + this.#rows);
	}

	/** What rows and columns are driven with in software, step by step. */
	#vectors(courses: readonly Float64Array[]): { forward: Int8Array[]; backward: Int8Array[] } {
		const { inputs, hidden, weights } = this.#network;
		const forward: Int8Array[] = [];
		const backward: Int8Array[] = [];
		for (const course of courses) {
			let state = new Int8Array(hidden);
			for (let step = 0; step < course.length / inputs; step++) {
				const driven = new Int8Array(this.#rows);
				this.#drive(course, step, state, 0, driven, 0);
				forward.push(driven);
				const next = new Int8Array(hidden);
				for (let j = 0; j < hidden; j++) {
					let sum = weights[(inputs + hidden) * hidden + j];
					for (let i = 0; i < inputs + hidden; i++) sum += (driven[i] / HIDDEN_CODES) * weights[i * hidden + j];
					next[j] = Math.round(tanh(sum) * HIDDEN_CODES);
				}
				backward.push(next);
				state = next;
			}
		}
		return { forward, backward };
	}
}

function largest(values: Float64Array): number {
	return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function join(vectors: readonly Int8Array[]): Int8Array {
	const all = new Int8Array(vectors.reduce((sum, vector) => sum + vector.length, 0));
	let at = 0;
	for (const vector of vectors) {
		all.set(vector, at);
		at += vector.length;
	}
	return all;
}
