import { Random } from "../../../firmware/math/random";
import type { DataSet } from "../data/data-set";
import type { Graph } from "../network/graph";
import { CodeExamples, PartOfExamples } from "./examples";
import type { FinetuneState, StageRow } from "./finetune-state";
import { type StageChip, type StageInputs, StageOnChip } from "./stage-chip";
import { stageGraph, stagesOf, unitOf } from "./stages";
import { loadSweepKernels } from "./sweep-kernels";
import { type Recipe, trainNetwork, tryNetwork } from "./train-network";
import { TrainableNetwork } from "./trainable-network";

export interface FinetuneOptions {
	train: DataSet;
	test: DataSet;
	/** Stage n lies on die number profile.die + n, programmed and calibrated by seed + n. */
	chip: StageChip;
	/** Values that the network is cut at (cutPoints). */
	points: readonly number[];
	/** Of each retraining, but for the epochs. */
	recipe: Recipe;
	/** Of the retraining after each point. None at all: the chip is only measured. */
	epochs: readonly number[];
	/** Last examples of the training set that are not learned from, only watched. */
	heldOut: number;
	/** Float32 numbers of the memory of training. */
	memory: number;
	onProgress(words: string): void;
	/** After each stage: what a later call goes on from. */
	onStage?(state: FinetuneState): void;
}

export interface Finetuned {
	graph: Graph;
	rows: readonly StageRow[];
	/** Part of the test set that the chip gets right, every stage on it. */
	accuracy: number;
}

/** Examples of the training set that a chip needs where nothing is retrained: for its calibration. */
const FOR_CALIBRATION = 64;

/** Where fine-tuning begins. @throws DataError for data that are not bytes */
export function startOfFinetuning(graph: Graph, { train, test, epochs, heldOut }: FinetuneOptions): FinetuneState {
	const count = learns(epochs) ? train.count : Math.min(train.count, FOR_CALIBRATION);
	return {
		graph,
		done: 0,
		train: { codes: bytesOf(train, count), count },
		test: { codes: bytesOf(test, test.count), count: test.count },
		heldOut: learns(epochs) ? heldOut : 0,
		rows: [],
	};
}

/**
 * Chip-in-the-loop progressive fine-tuning (neurram.md section 5): stage by stage, the network is programmed and calibrated as it
 * now is, the training set runs through the chip, the stage is frozen, and what lies behind it learns again in software, with
 * weight noise, from what the chip made. Nothing is programmed twice.
 */
export async function finetune(start: FinetuneState, options: FinetuneOptions): Promise<Finetuned> {
	const { chip, points, epochs, onProgress, onStage } = options;
	let state = start;
	const stages = stagesOf(state.graph, points);
	for (let number = state.done; number < stages.length; number++) {
		const stage = stages[number];
		const graph = stageGraph(state.graph, stage);
		const name = state.graph.nodes[stage.to - 1].name;
		const place = { ...chip, profile: { ...chip.profile, die: chip.profile.die + number }, seed: chip.seed + number };
		const onChip = new StageOnChip(graph, place, state.train);
		onProgress(`stage ${number + 1} of ${stages.length}, up to ${name}: ${onChip.chip.loaded.cells} cells programmed`);
		if (number === stages.length - 1) {
			const accuracy = onChip.accuracy(state.test, options.test.classes, inTenths("test", onProgress));
			return { graph: state.graph, rows: state.rows, accuracy };
		}
		const run = (inputs: StageInputs, what: string): StageInputs => ({
			codes: onChip.codes(inputs, inTenths(what, onProgress)),
			count: inputs.count,
		});
		const train = run(state.train, "training");
		const test = run(state.test, "test");
		const row: StageRow = { upTo: name };
		let tuned = state.graph;
		if (epochs[number] > 0) tuned = await retrain(state.graph, stage.to, epochs[number], train, options, row);
		state = { ...state, graph: tuned, done: number + 1, train, test, rows: [...state.rows, row] };
		onStage?.(state);
	}
	throw new RangeError("fine-tuning of this folder has ended already: take another");
}

/** Trains what lies behind a value from what the chip made of it; notes how it does on watched examples before and after. */
async function retrain(
	graph: Graph,
	from: number,
	epochs: number,
	inputs: StageInputs,
	{ train, recipe, heldOut, memory, onProgress }: FinetuneOptions,
	row: StageRow,
): Promise<Graph> {
	const tail = new TrainableNetwork(graph, {
		kernels: await loadSweepKernels(memory),
		batch: recipe.batch,
		noise: { level: 0, random: new Random(recipe.seed) },
		decay: recipe.decay,
		learnRanges: recipe.learnRanges,
		rangeDecay: recipe.rangeDecay,
		momentum: MOMENTUM,
		given: [from],
	});
	const examples = new CodeExamples(inputs.codes, train.classes.subarray(0, inputs.count), unitOf(graph, from));
	const learned = new PartOfExamples(examples, 0, inputs.count - heldOut);
	const watched = new PartOfExamples(examples, inputs.count - heldOut, inputs.count);
	if (heldOut > 0) row.before = tryNetwork(tail, watched).accuracy;
	trainNetwork(tail, learned, { ...recipe, epochs }, ({ epoch, loss, accuracy }) =>
		onProgress(`epoch ${epoch}: loss ${loss.toFixed(4)}, right ${(100 * accuracy).toFixed(2)} %`),
	);
	if (heldOut > 0) row.after = tryNetwork(tail, watched).accuracy;
	onProgress(`watched ${row.before} -> ${row.after}`);
	return tail.graph();
}

/** Tells of every tenth of a set. */
function inTenths(what: string, onProgress: (words: string) => void): (part: number) => void {
	let told = 0;
	return part => {
		const tenth = Math.floor(10 * part);
		if (tenth > told) onProgress(`${what} set on the chip ${10 * tenth} %`);
		told = tenth;
	};
}

function learns(epochs: readonly number[]): boolean {
	return epochs.some(count => count > 0);
}

/** Retraining is short: its statistics follow faster than Keras's. */
const MOMENTUM = 0.95;

function bytesOf({ values, shape, name }: DataSet, count: number): Uint8Array {
	if (!(values instanceof Uint8Array))
		throw new RangeError(`${name} has real numbers: fine-tuning takes pictures of bytes`);
	return values.subarray(0, count * shape.height * shape.width * shape.channels);
}
