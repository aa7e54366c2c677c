import { ProfileNumber } from "../../../firmware/accelerator/registers";
import { aihwkitFit, NeurramOxideCell } from "../../../firmware/emulator/devices/neurram-oxide";
import { type NeurramProfile, neurram } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import type { Provenance } from "../../../firmware/model/model";
import type { NetworkKnownAnswer, NetworkModelFields } from "../../../firmware/model/network";
import { checkGraph } from "../network/check-graph";
import type { Graph } from "../network/graph";
import { runGraph } from "../reference/run-graph";
import { segmentRows } from "../segment-shapes";
import { chooseRange } from "./activation-range";
import { assembleMatrices, withOffsets } from "./assemble";
import { CompileError } from "./compile-error";
import { type CompileReport, reportOf } from "./compile-report";
import { dieOf } from "./die";
import { IdealNetwork } from "./ideal-network";
import { lower } from "./lower";
import { codeMatrix } from "./matrix-codes";
import type { Die, Strategy } from "./place";
import { placeNetwork } from "./place-network";
import { plainName } from "./plain-name";
import { choosePoints } from "./points";
import { VectorSample } from "./vector-sample";

export interface CompileOptions {
	/** What the network will really be given, as it expects it (after zero and scale): `count` inputs, height x width x channels each. */
	inputs: Float32Array;
	count: number;
	/** Chip, and which die of it: profile.die. */
	profile?: NeurramProfile;
	/** Rows that can be used, where they are known better than from the profile. */
	die?: Die;
	strategy?: Strategy;
	/** Of the choice of representative inputs. */
	seed?: number;
	/** Bits of quantisers that the graph lacks: of values without numbers below zero (4), and with (5): one pass of the drivers each. */
	unsignedBits?: number;
	signedBits?: number;
	/** Bias rows of layers by name; chosen where not given. */
	biasRows?: Readonly<Record<string, number>>;
	/** Most logical rows of a segment, bias not counted (100), and most columns (128). */
	longest?: number;
	widest?: number;
	/** Percentile of a layer's weights, in size, that takes the largest conductance (95). */
	weightPercentile?: number;
	/** Representative inputs of each matrix that go into the model (64). */
	representatives?: number;
	/** Most arrays that work together on a product (1: cores that work together disturb each other, neurram.md section 3). */
	together?: number;
	/** Hundredths of the last value's unit (0). */
	minimumMargin?: number;
	provenance?: Partial<Provenance>;
}

export interface Compiled {
	model: NetworkModelFields;
	report: CompileReport;
}

export const CODE_BITS = 8;
const MOST_BIAS_ROWS = 8;
const LONGEST = 100;
const WIDEST = 128;
const PERCENTILE = 95;
const REPRESENTATIVES = 64;
/** Vectors that an operating point is chosen from. */
const SAMPLES = 512;
/** Inputs that ranges, operating points and representative vectors are taken from: more only cost time. */
const MOST_INPUTS = 32;
/** Of these, ranges are chosen from. */
const RANGE_INPUTS = 16;
/** How far a chip may be off its known answer: this part of the scores' standard deviation (assumed; an evaluation knows better). */
const TOLERANCE = 0.5;

/**
 * Maps a network on a chip: quantisers, weights as conductance codes, segments on cores, operating points, representative
 * inputs and a known answer.
 * @throws NetworkError for a graph that is not sound, CompileError for what the firmware cannot run and what does not fit the chip
 */
export function compileNetwork(graph: Graph, options: CompileOptions): Compiled {
	checkGraph(graph);
	const { inputs, profile = neurram, die = dieOf(profile), strategy = "auto", seed = 1 } = options;
	const size = graph.input.height * graph.input.width * graph.input.channels;
	const count = Math.min(options.count, MOST_INPUTS);
	if (!(count >= 1) || inputs.length < options.count * size)
		throw new CompileError(
			"compile-range",
			`${inputs.length} numbers are not ${options.count} representative inputs of ${size}: give at least one whole input`,
		);
	const given = inputs.subarray(0, count * size);
	const activations = activationsOf(graph, given, count);
	const lowered = lower(graph, value =>
		chooseRange(activations(value), options.unsignedBits ?? 4, options.signedBits ?? 5),
	);
	const coded = lowered.layers.map(layer =>
		codeMatrix(layer, {
			codeBits: CODE_BITS,
			weightPercentile: options.weightPercentile ?? PERCENTILE,
			pieces: segmentRows(layer.inputs, options.longest ?? LONGEST),
			biasRows: options.biasRows?.[layer.name],
			mostBiasRows: MOST_BIAS_ROWS,
		}),
	);
	const placement = placeNetwork(lowered.layers, coded, die, strategy, options.widest ?? WIDEST);
	const matrices = assembleMatrices(lowered.layers, coded, placement, die, CODE_BITS, options.together ?? 1);
	const steps = withOffsets(lowered.steps, coded);

	const ideal = new IdealNetwork({ input: lowered.input, matrices, steps });
	const { samples, answers } = observe(ideal, given, count, matrices.length, seed);
	const cell = new NeurramOxideCell(aihwkitFit);
	const { points, uses } = choosePoints(
		matrices,
		samples.map(({ vectors }) => vectors),
		profile,
		cell,
	);
	matrices.forEach((matrix, n) => {
		const values = samples[n].distinct(options.representatives ?? REPRESENTATIVES);
		matrix.representative = matrix.inputSigned ? Int8Array.from(values) : Uint8Array.from(values);
	});
	const model: NetworkModelFields = {
		kind: "network",
		name: plainName(graph.name),
		profile: ProfileNumber.NEURRAM,
		labels: graph.labels.map(plainName),
		input: lowered.input,
		matrices,
		points,
		steps,
		minimumMargin: options.minimumMargin ?? 0,
		knownAnswer: answers,
		provenance: { tool: "cim compile", seed, data: "not stated", accuracy: "not measured", ...options.provenance },
	};
	return { model, report: reportOf(model, lowered, coded, placement, die, uses) };
}

/** Values of the network in software, by number, run when one is asked for. */
function activationsOf(graph: Graph, inputs: Float32Array, count: number): (value: number) => Float32Array {
	let taps: ReadonlyMap<number, Float32Array> | undefined;
	return value => {
		if (value === 0) return inputs;
		const few = Math.min(count, RANGE_INPUTS);
		taps ??= runGraph(graph, inputs.subarray(0, few * (inputs.length / count)), few, {
			taps: graph.nodes.map((_, n) => n + 1),
		}).taps;
		return taps.get(value)!;
	};
}

/** Runs the representative inputs: what each matrix is given, and the first one's answer. */
function observe(
	ideal: IdealNetwork,
	inputs: Float32Array,
	count: number,
	matrices: number,
	seed: number,
): { samples: VectorSample[]; answers: NetworkKnownAnswer } {
	const samples = Array.from({ length: matrices }, (_, n) => new VectorSample(new Random(seed, n), SAMPLES));
	const size = inputs.length / count;
	let answers: NetworkKnownAnswer | undefined;
	for (let n = 0; n < count; n++) {
		const input = ideal.inputCodes(inputs.subarray(n * size, (n + 1) * size));
		const scores = ideal.run(input, (matrix, vector, length) => samples[matrix].add(vector, length));
		answers ??= { input, scores, tolerance: TOLERANCE * spread(scores) };
	}
	return { samples, answers: answers! };
}

/** Standard deviation, or the size of a single number; never 0. */
function spread(values: Float32Array): number {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
	return Math.sqrt(variance) || Math.abs(mean) || 1;
}
