import { neurram } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import { loadKernels } from "../../kernels/fast-kernels";
import { DataError, type DataSet, partOf } from "../data/data-set";
import { DAY } from "../evaluate/effects";
import type { Graph } from "../network/graph";
import { DIGIT_SIDE, digitsGraph } from "./digits-network";
import { disturbDigit } from "./disturb";
import { type Examples, PictureExamples } from "./examples";
import { StageOnChip } from "./stage-chip";
import { loadSweepKernels } from "./sweep-kernels";
import { type EpochReport, type Recipe, trainNetwork, tryNetwork } from "./train-network";
import { TrainableNetwork } from "./trainable-network";

/** Tool and version in a file's provenance; another version may give other numbers. */
export const DIGITS_TOOL = "cim train digits 1";

/** As the digits network that comes with the product was trained. */
export const DIGITS_RECIPE: Recipe = {
	epochs: 16,
	batch: 64,
	optimizer: "adam",
	rate: 3e-3,
	lastRate: 1e-5,
	warmUp: 0.05,
	noise: 0.15,
	noiseRise: 0.2,
	range: 2.5,
	decay: 0,
	learnRanges: true,
	rangeDecay: 1e-3,
	seed: 1,
};

/** Float32 numbers of the kernels' memory. */
export const MEMORY = 40e6;

export interface TrainedDigits {
	graph: Graph;
	/** Part right of the test set in software, and mean cross-entropy, nats. */
	accuracy: number;
	loss: number;
	/** The same with the weights disturbed as in training, drawn anew for each batch. */
	noisyAccuracy: number;
}

/**
 * Trains the digits network. Same data and recipe, same numbers, on every machine.
 * @throws DataError for data that are not 28 x 28 bytes of ten classes
 */
export async function trainDigits(
	train: DataSet,
	test: DataSet,
	recipe: Recipe,
	onEpoch?: (report: EpochReport) => void,
	onBatch?: (part: number) => void,
): Promise<TrainedDigits> {
	const start = digitsGraph(recipe.seed);
	const network = new TrainableNetwork(start, {
		kernels: await loadSweepKernels(MEMORY),
		batch: recipe.batch,
		noise: { level: 0, random: new Random(recipe.seed) },
		decay: recipe.decay,
		learnRanges: recipe.learnRanges,
		rangeDecay: recipe.rangeDecay,
		given: [0],
	});
	trainNetwork(network, digitExamples(train, start, true), recipe, onEpoch, onBatch);
	const trial = digitExamples(test, start, false);
	const { accuracy, loss } = tryNetwork(network, trial);
	const noisy = tryNetwork(network, trial, { noise: recipe.noise, seed: recipe.seed });
	return { graph: network.graph(), accuracy, loss, noisyAccuracy: noisy.accuracy };
}

/** Training pictures that the chip is calibrated with. */
const FOR_CALIBRATION = 64;

/** Part of the test set that the emulated chip gets right: mapped, programmed, a day old, calibrated from training pictures. */
export async function digitsOnChip(graph: Graph, train: DataSet, test: DataSet, seed: number): Promise<number> {
	const inputs = partOf(train, 0, FOR_CALIBRATION);
	const chip = { profile: neurram, kernels: await loadKernels(), seed, age: DAY };
	const stage = new StageOnChip(graph, chip, { codes: inputs.values as Uint8Array, count: inputs.count });
	return stage.accuracy({ codes: test.values as Uint8Array, count: test.count }, test.classes);
}

/** Pictures of digits, disturbed where they are learned from. */
export function digitExamples(data: DataSet, { input }: Graph, disturbed: boolean): Examples {
	const { values, shape, classes, name } = data;
	if (!(values instanceof Uint8Array) || shape.height * shape.width * shape.channels !== DIGIT_SIDE * DIGIT_SIDE)
		throw new DataError(
			`${name} has ${shape.height} x ${shape.width} x ${shape.channels} numbers an example: digits are trained from ${DIGIT_SIDE} x ${DIGIT_SIDE} bytes, as MNIST has them`,
		);
	if (classes.some(value => value > 9)) throw new DataError(`${name} has more than ten classes: digits are 0 to 9`);
	return new PictureExamples({ pictures: values, labels: classes }, input, disturbed ? disturbDigit : undefined);
}

/** The recipe in words, for a file's provenance. */
export function recipeText(recipe: Recipe): string {
	const { epochs, batch, optimizer, rate, lastRate, noise, range } = recipe;
	return `${epochs} epochs of batches of ${batch}, ${optimizer} ${rate} to ${lastRate}, weight noise ${noise} of the largest weight, weights within ${range} root mean squares, learned ranges, shifts, turns, slants and sizes`;
}
