import { ProfileNumber } from "../../../firmware/accelerator/registers";
import { aihwkitFit, NeurramOxideCell } from "../../../firmware/emulator/devices/neurram-oxide";
import { neurram } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import type { GibbsStep, NetworkInput, NetworkModelFields } from "../../../firmware/model/network";
import type { BoltzmannMachine } from "../network/graph";
import { dealt } from "../segment-shapes";
import { assembleMatrices } from "./assemble";
import { CODE_BITS, type Compiled, type CompileOptions } from "./compile";
import { CompileError } from "./compile-error";
import { reportOf } from "./compile-report";
import { dieOf } from "./die";
import { IdealNetwork } from "./ideal-network";
import type { Layer } from "./lower";
import { type CodedMatrix, codeMatrix, share } from "./matrix-codes";
import { placeNetwork } from "./place-network";
import { plainName } from "./plain-name";
import { choosePoints } from "./points";
import { VectorSample } from "./vector-sample";

export interface BoltzmannOptions
	extends Pick<
		CompileOptions,
		| "inputs"
		| "count"
		| "profile"
		| "die"
		| "strategy"
		| "seed"
		| "longest"
		| "widest"
		| "weightPercentile"
		| "representatives"
		| "together"
		| "provenance"
	> {
	/** Cycles of Gibbs sampling (10). */
	cycles?: number;
	/** Units above one half are on, instead of drawn. */
	deterministic?: boolean;
	/** 1 for each number of the representative inputs that is known and put back. */
	known?: Uint8Array;
	/** Weight that takes the largest conductance; else by percentile. */
	weightMost?: number;
	/** Lines for the biases of hidden units (a piece) and of visible ones; as many as hold them, at most 8, where not given. */
	biasRows?: number;
	biasColumns?: number;
}

const MOST_BIAS_LINES = 8;
const LONGEST = 100;
/** Physical columns. */
const WIDEST = 128;
const REPRESENTATIVES = 64;
const SAMPLES = 512;
const MOST_INPUTS = 16;
/** How far a chip may be off its known answer, over what another draw of the samples is off (assumed). */
const TOLERANCE = 1.5;
const LEAST_TOLERANCE = 0.25;

/**
 * Maps a restricted Boltzmann machine: four cells a weight, so that both directions through the same cells are differential,
 * bias lines on both sides; visible units in groups on the rows, hidden units on the columns (neurram.md section 4).
 * @throws CompileError
 */
export function compileBoltzmann(machine: BoltzmannMachine, options: BoltzmannOptions): Compiled {
	const { visible, hidden } = machine;
	const { inputs, profile = neurram, die = dieOf(profile), strategy = "auto", seed = 1 } = options;
	const count = Math.min(options.count, MOST_INPUTS);
	if (!(count >= 1) || inputs.length < count * visible)
		throw new CompileError("compile-range", `${inputs.length} numbers are not ${options.count} inputs of ${visible}`);
	const layer: Layer = {
		name: plainName(machine.name),
		weights: Float64Array.from(machine.weights),
		bias: Float64Array.from(machine.hiddenBias),
		inputs: visible,
		columns: hidden,
		codes: { bits: 1, signed: false, unit: 1 },
		uses: 2 * (options.cycles ?? 10),
	};
	const { coded, visibleOffset } = codeMachine(machine, layer, options);
	const placed = placeNetwork([layer], [coded], die, strategy, options.widest ?? WIDEST);
	const matrices = assembleMatrices([layer], [coded], placed, die, CODE_BITS, options.together ?? 1);
	matrices[0].backwardBits = 1;
	const input: NetworkInput = {
		...{ height: 1, width: 1, channels: visible },
		...{ bits: 8, signed: false, zero: 0, scale: 255, unit: 1 / 255 },
	};
	const step: GibbsStep = {
		kind: "gibbs",
		input: 0,
		matrix: 0,
		cycles: options.cycles ?? 10,
		deterministic: options.deterministic ? 1 : 0,
		visibleOffset,
		hiddenOffset: coded.offset,
		shape: { height: 1, width: 1, channels: visible },
	};

	const ideal = new IdealNetwork({ input, matrices, steps: [step] }, new Random(seed, 2));
	const likely = new IdealNetwork({ input, matrices, steps: [{ ...step, deterministic: 1 }] });
	const forward = new VectorSample(new Random(seed), SAMPLES);
	const backward = new VectorSample(new Random(seed, 1), SAMPLES);
	let squares = 0;
	let first: { input: Uint8Array; scores: Float32Array } | undefined;
	for (let n = 0; n < count; n++) {
		const codes = ideal.inputCodes(inputs.subarray(n * visible, (n + 1) * visible)) as Uint8Array;
		const observe = (_: number, vector: Int8Array | Uint8Array, length: number, isBackward: boolean): void =>
			(isBackward ? backward : forward).add(vector, length);
		ideal.run(codes, observe, options.known);
		if (first) continue;
		first = { input: codes, scores: likely.run(codes) };
		const drawn = ideal.run(codes);
		squares = drawn.reduce((sum, value, i) => sum + (value - first!.scores[i]) ** 2, 0) / visible;
	}
	const cell = new NeurramOxideCell(aihwkitFit);
	const { points, uses } = choosePoints(matrices, [forward.vectors], profile, cell, [backward.vectors]);
	const representatives = options.representatives ?? REPRESENTATIVES;
	matrices[0].representative = Uint8Array.from(forward.distinct(representatives));
	matrices[0].backwardRepresentative = Uint8Array.from(backward.distinct(representatives));
	const model: NetworkModelFields = {
		kind: "network",
		name: layer.name,
		profile: ProfileNumber.NEURRAM,
		labels: [],
		input,
		matrices,
		points,
		steps: [step],
		minimumMargin: 0,
		knownAnswer: { ...first!, tolerance: Math.max(TOLERANCE * Math.sqrt(squares), LEAST_TOLERANCE) },
		provenance: { tool: "cim compile", seed, data: "not stated", accuracy: "not measured", ...options.provenance },
	};
	return { model, report: reportOf(model, { layers: [layer], notes: [] }, [coded], placed, die, uses) };
}

/** The layer's codes, with bias columns for the visible units; what those cannot hold is an offset. */
function codeMachine(
	{ visibleBias }: BoltzmannMachine,
	layer: Layer,
	options: BoltzmannOptions,
): { coded: CodedMatrix; visibleOffset: Float32Array } {
	const most = 2 ** CODE_BITS - 1;
	const pieces = dealt(layer.inputs, Math.ceil(layer.inputs / (options.longest ?? LONGEST)));
	const coded = codeMatrix(layer, {
		codeBits: CODE_BITS,
		weightPercentile: options.weightPercentile ?? 95,
		weightMost: options.weightMost,
		pieces,
		biasRows: options.biasRows,
		mostBiasRows: MOST_BIAS_LINES,
	});
	const { weightUnit, rows, columns, biasRows } = coded;
	const largest = visibleBias.reduce((size, value) => Math.max(size, Math.abs(value)), 0) / weightUnit;
	const biasColumns = options.biasColumns ?? Math.min(Math.ceil(largest / most), MOST_BIAS_LINES);
	const all = columns + biasColumns;
	const differences = new Int16Array(rows * all);
	let row = 0;
	let unit = 0;
	for (const length of pieces)
		for (let n = 0; n < length + biasRows; n++, row++) {
			differences.set(coded.differences.subarray(row * columns, (row + 1) * columns), row * all);
			if (n >= length) continue;
			const steps = visibleBias[unit++] / weightUnit;
			for (let j = 0; j < biasColumns; j++) differences[row * all + columns + j] = share(steps, j, biasColumns, most);
		}
	const room = biasColumns * most;
	const held = (value: number): number => weightUnit * Math.min(Math.max(Math.round(value / weightUnit), -room), room);
	const visibleOffset = largest <= room ? new Float32Array(0) : visibleBias.map(value => value - held(value));
	return { coded: { ...coded, differences, biasColumns, paired: true }, visibleOffset };
}
