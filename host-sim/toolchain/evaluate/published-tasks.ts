import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Random } from "../../../firmware/math/random";
import { quantize } from "../../../firmware/networks/quantize";
import { compileBoltzmann } from "../compile/boltzmann";
import { compileNetwork } from "../compile/compile";
import { type DataSet, partOf, readInputs, sizeOf, spreadOf } from "../data/data-set";
import { openData } from "../data/open-data";
import type { Graph } from "../network/graph";
import { BOLTZMANN_CHECKPOINT, publishedBoltzmannMachine } from "../published/boltzmann";
import { openCheckpoint } from "../published/checkpoint";
import { DIGITS_CHECKPOINT, digitsGraph } from "../published/digits";
import { KEYWORDS, KEYWORDS_CHECKPOINT, keywordsGraph } from "../published/keywords";
import { RESIDUAL_CHECKPOINTS, residualGraph } from "../published/residual";
import { coverPixels, flipPixels, pictureDistance, recoverPictures } from "../reference/recover";
import { runGraph } from "../reference/run-graph";
import { classification, countVerdicts, type EvaluationTask } from "./task";

/** The published networks on the chip, by name. */
export const PUBLISHED_TASKS = [
	"digits",
	"residual",
	"residual-plain",
	"keywords",
	"recovery",
	"recovery-covered",
] as const;
export type PublishedName = (typeof PUBLISHED_TASKS)[number];

/** What a task cannot be without; its words name the file. */
export class MissingDataError extends Error {}

/** Training examples that operating points and calibration inputs are taken from: what the compiler takes at most. */
const TRAINING = 32;
/** Inputs that a line is fitted from: the authors take 1000 to 2000 patches (neurram.md section 5). */
const REPRESENTATIVES = 512;
const SEED = 1;

/** @param limit examples at most, spread over the test set @throws MissingDataError */
export function publishedTask(name: PublishedName, limit?: number): Promise<EvaluationTask> {
	switch (name) {
		case "digits":
			return digits(limit);
		case "residual":
			return residual("noisy", limit);
		case "residual-plain":
			return residual("plain", limit);
		case "keywords":
			return keywords(limit);
		case "recovery":
			return recovery(false, limit);
		case "recovery-covered":
			return recovery(true, limit);
	}
}

async function digits(limit: number | undefined): Promise<EvaluationTask> {
	const graph = digitsGraph(checkpoint(DIGITS_CHECKPOINT));
	const training = partOf(await openData(dataFile("mnist"), { part: "train" }), 0, TRAINING);
	return graphTask("digits", graph, training, limited(await openData(dataFile("mnist")), limit));
}

async function residual(kind: "noisy" | "plain", limit: number | undefined): Promise<EvaluationTask> {
	const graph = residualGraph(checkpoint(RESIDUAL_CHECKPOINTS[kind]), "rectified mean");
	const training = partOf(await openData(dataFile("cifar10"), { part: "train" }), 0, TRAINING);
	return graphTask(`residual-${kind}`, graph, training, limited(await openData(dataFile("cifar10")), limit));
}

/** First coefficient of the features of a clip of zeros, as the authors' own test mix has them for silence (neurram-recipes.md section 3). */
const ZERO_CLIP = -13.815511 * Math.sqrt(160);
/** Clips of zeros beside the test set: each meets its own noise on the chip. */
const ZERO_CLIPS = 110;

/** Group 0 is the test set, group 1 clips of zeros. */
async function keywords(limit: number | undefined): Promise<EvaluationTask> {
	const graph = keywordsGraph(checkpoint(KEYWORDS_CHECKPOINT));
	const whole = await openData(dataFile("speech_commands/gsc_v2_test_full_mfcc.npz"));
	// no training clips are at hand: a few test clips without their classes set the operating points
	const training = spreadOf(whole, TRAINING);
	const data = limited(whole, limit);
	const size = sizeOf(data.shape);
	const count = data.count + ZERO_CLIPS;
	const values = new Float32Array(count * size);
	values.set(data.values);
	for (let n = data.count * size; n < values.length; n += graph.input.channels) values[n] = ZERO_CLIP;
	const classes = new Uint8Array(count).fill(KEYWORDS.indexOf("silence"));
	classes.set(data.classes);
	const all = { ...data, count, values, classes };
	return graphTask("keywords", graph, training, all, 2, example => (example < data.count ? 0 : 1));
}

function graphTask(
	name: string,
	graph: Graph,
	training: DataSet,
	data: DataSet,
	groups = 1,
	group: (example: number) => number = () => 0,
): EvaluationTask {
	const size = sizeOf(graph.input);
	const inputs = new Float32Array(training.count * size);
	readInputs(training, graph.input, 0, training.count, inputs);
	const { model } = compileNetwork(graph, {
		inputs,
		count: training.count,
		representatives: REPRESENTATIVES,
		seed: SEED,
	});
	const { bits, signed, unit } = model.input;
	const given = (first: number, count: number): Float32Array => {
		const reals = new Float32Array(count * size);
		readInputs(data, graph.input, first, count, reals);
		return reals;
	};
	const task = classification(
		{ name, data: data.name, model, count: data.count, labels: graph.labels, groups },
		(first, count) => {
			const codes = signed ? new Int8Array(count * size) : new Uint8Array(count * size);
			quantize(given(first, count), 0, codes.length, 1, codes, 0, bits, signed, unit);
			return codes;
		},
		data.classes,
		group,
	);
	return {
		...task,
		reference(first, count, into) {
			const { output } = runGraph(graph, given(first, count), count);
			countVerdicts(output, first, count, graph.labels.length, data.classes, group, into);
		},
	};
}

const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** Rows of a picture above the third that is covered. */
const ROWS_LEFT = 18;
const FLIPPED = 0.2;
const PICTURES_TOGETHER = 100;

/** Images of which a fifth of the pixels is flipped, or the bottom third is gray; the label is known. */
async function recovery(covered: boolean, limit: number | undefined): Promise<EvaluationTask> {
	const machine = publishedBoltzmannMachine(checkpoint(BOLTZMANN_CHECKPOINT));
	const { visible } = machine;
	const damage = (pictures: Float32Array, seed: number) =>
		covered ? coverPixels(pictures, PIXELS, ROWS_LEFT * SIDE) : flipPixels(pictures, FLIPPED, seed);
	const states = (pixels: Float32Array, classes: Uint8Array, first: number, count: number): Float32Array => {
		const state = new Float32Array(count * visible);
		for (let n = 0; n < count; n++) {
			state.set(pixels.subarray((first + n) * PIXELS, (first + n + 1) * PIXELS), n * visible);
			state[n * visible + PIXELS + classes[first + n]] = 1;
		}
		return state;
	};
	const training = partOf(await openData(dataFile("mnist"), { part: "train" }), 0, TRAINING);
	const trained = damage(picturesOf(training), SEED + 1);
	const { model } = compileBoltzmann(machine, {
		inputs: states(trained.pixels, training.classes, 0, training.count),
		count: training.count,
		representatives: REPRESENTATIVES,
		seed: SEED,
	});
	const data = limited(await openData(dataFile("mnist")), limit);
	const pictures = picturesOf(data);
	const damaged = damage(pictures, SEED);
	const name = covered ? "recovery-covered" : "recovery";
	const batch = PICTURES_TOGETHER;
	return {
		...{ name, data: data.name, model, count: data.count, labels: [], groups: 1, batch },
		before: pictureDistance(damaged.pixels, pictures, PIXELS),
		run(chip, first, count, into) {
			const state = states(damaged.pixels, data.classes, first, count);
			const codes = Uint8Array.from(state, value => Math.floor(255 * value + 0.5));
			const known = new Uint8Array(count * visible).fill(1);
			for (let n = 0; n < count; n++)
				known.set(damaged.known.subarray((first + n) * PIXELS, (first + n + 1) * PIXELS), n * visible);
			const random = new Random(SEED, first);
			const seeds = Array.from({ length: count }, () => random.int32());
			const found = chip.run(codes, count, first / batch, seeds, known);
			for (let n = 0; n < count; n++) {
				const truth = pictures.subarray((first + n) * PIXELS, (first + n + 1) * PIXELS);
				into.distance += pictureDistance(found.subarray(n * visible, n * visible + PIXELS), truth, PIXELS);
			}
			into.examples += count;
		},
		reference(first, count, into) {
			const part = (values: Float32Array) => values.subarray(first * PIXELS, (first + count) * PIXELS);
			const known = damaged.known.subarray(first * PIXELS, (first + count) * PIXELS);
			const classes = data.classes.subarray(first, first + count);
			const broken = { pixels: part(damaged.pixels), known };
			const found = recoverPictures(machine, part(pictures), classes, broken, { seed: SEED + first });
			into.distance += count * pictureDistance(found, part(pictures), PIXELS);
			into.examples += count;
		},
	};
}

function picturesOf(data: DataSet): Float32Array {
	return Float32Array.from(data.values, byte => byte / 255);
}

function limited(data: DataSet, limit: number | undefined): DataSet {
	return limit === undefined || limit >= data.count ? data : spreadOf(data, limit);
}

function dataFile(path: string): string {
	const folder = process.env["CIM_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
	const file = `${folder}/${path}`;
	if (!existsSync(file))
		throw new MissingDataError(
			`../shared/data/${path} is absent: it is no part of the product, name its folder in CIM_DATA`,
		);
	return file;
}

function checkpoint(name: string) {
	const found = openCheckpoint(name);
	if (!found) throw new MissingDataError(`../shared/data/neurram/${name} is absent: name its folder in CIM_DATA`);
	return found;
}
