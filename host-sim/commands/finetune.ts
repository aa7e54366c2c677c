import { readFileSync, writeFileSync } from "node:fs";
import { neurram } from "../../firmware/emulator/profiles/neurram";
import { loadKernels } from "../kernels/fast-kernels";
import { type DataSet, partOf } from "../toolchain/data/data-set";
import { DATA_FORMATS, openData } from "../toolchain/data/open-data";
import { DAY } from "../toolchain/evaluate/effects";
import type { Graph } from "../toolchain/network/graph";
import { readNetwork } from "../toolchain/network/read-network";
import { writeNetwork } from "../toolchain/network/write-network";
import { type Finetuned, type FinetuneOptions, finetune, startOfFinetuning } from "../toolchain/train/finetune";
import { loadState, saveState } from "../toolchain/train/finetune-state";
import { cutPoints } from "../toolchain/train/stages";
import type { Recipe } from "../toolchain/train/train-network";
import { readTrainingRecord } from "../toolchain/train/training-record";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, type Values, wholeNumber } from "./options";
import { recordTraining } from "./record-training";

/** Retraining as the authors' (neurram.md section 5: Adam 1e-4 to 1e-5), with fewer epochs. */
const RATE = 1e-4;
const LAST_RATE = 1e-5;
const NOISE = 0.2;
/** Float32 numbers of training's memory. */
const MEMORY = 250e6;

const OPTIONS = {
	data: { type: "string", value: "what", about: `training and test set: ${DATA_FORMATS.replace(/\s+/g, " ")}` },
	freeze: {
		type: "string",
		value: "names",
		about:
			"quantisers after which the chip's part is frozen, with commas; all that the network can be cut at by default",
	},
	epochs: {
		type: "string",
		value: "n,n,...",
		about: "of each retraining, or one number for all (default 2); 0 only measures the calibrated chip",
	},
	noise: {
		type: "string",
		value: "part",
		about: `weight noise in retraining over the largest weight (default ${NOISE})`,
	},
	examples: { type: "string", value: "n", about: "of the training set, from its start (default all)" },
	held: { type: "string", value: "n", about: "of these, the last ones are only watched (default 500)" },
	test: { type: "string", value: "n", about: "of the test set, from its start (default all)" },
	age: { type: "string", value: "seconds", about: `from programming to use (default ${DAY}, a day)` },
	seed: { type: "string", value: "n", about: "all chance comes from it (default 1)" },
	folder: { type: "string", value: "folder", about: "keeps what is done after each stage, and goes on from it" },
	record: { type: "boolean", about: "keep what came out in docs/training.json and docs/fidelity.md" },
	out: { type: "string", value: "file", about: "where the tuned network goes (default tuned.net)" },
} as const satisfies Options;

export const command: Command = {
	name: "finetune",
	summary: "win accuracy back with the chip in the loop, layer by layer",
	help: helpText({
		usage: "finetune network.net --data <what> [options]",
		about: `Maps the first layers on the emulated chip as they are, runs the training set
through them, freezes them, retrains the rest in software from what the chip made,
and goes on with the next layers; nothing is programmed twice (neurram.md section
5). Prints what the test set comes to with every layer on the chip. With --epochs 0
it is the same chip, calibrated, without retraining.`,
		options: OPTIONS,
		examples: [
			["cim finetune resnet.net --data cifar10 --folder tuning", "all freeze points, can be stopped and called again"],
			["cim finetune resnet.net --data cifar10 --epochs 0", "what the calibrated chip has without"],
		],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("finetune", OPTIONS, args, 1);
		const [path] = positionals;
		if (path === undefined) throw new UsageError("the network is missing: a .net file of cim import or cim train");
		if (values.data === undefined)
			throw new UsageError("--data is missing: the folder that CIFAR-10 lies in, for example");
		const wishes = wishesOf(values);
		try {
			return await tune(path, values.data, wishes, values);
		} catch (error) {
			if (error instanceof UsageError) throw error;
			process.stderr.write(`${(error as Error).message}\n`);
			return EXIT_FAILED;
		}
	},
};

/** What decides the numbers. */
interface Wishes {
	freeze: string | undefined;
	epochs: number[];
	noise: number;
	examples: number;
	held: number;
	tests: number;
	age: number;
	seed: number;
}

function wishesOf(values: Values<typeof OPTIONS>): Wishes {
	const most = (name: "examples" | "test") => wholeNumber(name, values[name], Number.MAX_SAFE_INTEGER, 1, 1e9);
	return {
		freeze: values.freeze,
		epochs: (values.epochs ?? "2").split(",").map(word => wholeNumber("epochs", word, 0, 0, 1000)),
		noise: part("noise", values.noise, NOISE),
		examples: most("examples"),
		held: wholeNumber("held", values.held, 500, 0, 1e6),
		tests: most("test"),
		age: wholeNumber("age", values.age, DAY, 0, 1e9),
		seed: wholeNumber("seed", values.seed, 1, 0, 0xffffffff),
	};
}

async function tune(path: string, data: string, wishes: Wishes, values: Values<typeof OPTIONS>): Promise<number> {
	const { epochs, noise, held, age, seed } = wishes;
	const { graph } = readNetwork(new Uint8Array(readFileSync(path)));
	const points = pointsOf(graph, wishes.freeze);
	if (epochs.length !== 1 && epochs.length !== points.length)
		throw new UsageError(
			`--epochs has ${epochs.length} numbers: one, or one for each of the ${points.length} freeze points`,
		);
	const wholeTrain = await openData(data, { part: "train" });
	const wholeTest = await openData(data, { part: "test" });
	const train = partOf(wholeTrain, 0, Math.min(wishes.examples, wholeTrain.count));
	const test = partOf(wholeTest, 0, Math.min(wishes.tests, wholeTest.count));
	if (held >= train.count) throw new UsageError(`--held ${held} leaves none of ${train.count} examples to learn from`);
	// A folder of other settings is not gone on from.
	const settings = JSON.stringify([path, data, wishes]);
	const { folder } = values;
	const started = performance.now();
	const options: FinetuneOptions = {
		train,
		test,
		chip: { profile: neurram, kernels: await loadKernels(), seed, age },
		points,
		recipe: recipeOf(noise, seed),
		epochs: points.map((_, n) => epochs[epochs.length === 1 ? 0 : n]),
		heldOut: held,
		memory: MEMORY,
		onProgress: words => void process.stderr.write(`${minutes(started)}  ${words}\n`),
		onStage: reached => {
			if (folder !== undefined) saveState(folder, settings, reached);
		},
	};
	const known = folder === undefined ? undefined : loadState(folder, settings);
	const tuned = await finetune(known ?? startOfFinetuning(graph, options), options);
	const out = values.out ?? "tuned.net";
	const accuracy = `chip ${percent(tuned.accuracy)} of ${test.count} (${test.name})`;
	const words = `${train.name}, ${train.count - held} examples: chip in the loop, ${points.length} freeze points, weight noise ${noise}`;
	writeFileSync(out, writeNetwork(tuned.graph, { tool: "cim finetune 1", seed, data: words, accuracy }));
	if (values.record) record(tuned, graph.name, words, test);
	process.stdout.write(report(tuned, test, out, started));
	return EXIT_OK;
}

/** The calibrated chips and the tuned ones are two runs; each keeps its own figures. */
function record({ rows, accuracy }: Finetuned, name: string, data: string, test: DataSet): void {
	const known = readTrainingRecord().finetuning;
	const right = Number((100 * accuracy).toFixed(4));
	const isTuned = rows.some(({ after }) => after !== undefined);
	const stages = rows.map(({ upTo, before = 0, after = 0 }) => ({ upTo, before: 100 * before, after: 100 * after }));
	recordTraining({
		finetuning: {
			recipe: isTuned ? `${name}, ${data}` : (known?.recipe ?? name),
			pictures: test.count,
			software: known?.software,
			calibrated: isTuned ? known?.calibrated : right,
			tuned: isTuned ? right : known?.tuned,
			stages: isTuned ? stages : (known?.stages ?? []),
		},
	});
}

function report({ rows, accuracy }: Finetuned, test: DataSet, out: string, started: number): string {
	const lines = rows.map(({ upTo, before, after }) => {
		const watched = before === undefined ? "not retrained" : `watched ${percent(before)}, retrained ${percent(after!)}`;
		return `${upTo.padEnd(24)} ${watched}`;
	});
	return [
		...lines,
		`${"all on the chip".padEnd(24)} ${percent(accuracy)} of ${test.count} of the test set`,
		`${"file".padEnd(24)} ${out}`,
		`${"time".padEnd(24)} ${minutes(started)}`,
		"",
	].join("\n");
}

function recipeOf(noise: number, seed: number): Recipe {
	return {
		epochs: 0,
		batch: 64,
		optimizer: "adam",
		rate: RATE,
		lastRate: LAST_RATE,
		warmUp: 0,
		noise,
		noiseRise: 0,
		range: 0,
		decay: 0,
		learnRanges: true,
		rangeDecay: 1e-3,
		seed,
	};
}

function pointsOf(graph: Graph, names: string | undefined): number[] {
	const possible = cutPoints(graph);
	if (names === undefined) return possible;
	return names.split(",").map(name => {
		const point = possible.find(value => graph.nodes[value - 1].name === name);
		if (point === undefined)
			throw new UsageError(
				`--freeze: the network cannot be cut after ${JSON.stringify(name)}; it can after ${possible.map(value => graph.nodes[value - 1].name).join(", ")}`,
			);
		return point;
	});
}

function part(option: string, text: string | undefined, fallback: number): number {
	if (text === undefined) return fallback;
	const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= 0 && value <= 1)) throw new UsageError(`--${option} is ${JSON.stringify(text)}: it must be 0 to 1`);
	return value;
}

function percent(accuracy: number): string {
	return `${(100 * accuracy).toFixed(2)} %`;
}

function minutes(started: number): string {
	return `${((performance.now() - started) / 60000).toFixed(1)} min`;
}
