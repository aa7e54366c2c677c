import { writeFileSync } from "node:fs";
import { neurram } from "../../firmware/emulator/profiles/neurram";
import type { Provenance } from "../../firmware/model/model";
import { measuredText } from "../experiments/table";
import { loadKernels } from "../kernels/fast-kernels";
import { partOf } from "../toolchain/data/data-set";
import { DATA_FORMATS, openData } from "../toolchain/data/open-data";
import { DAY } from "../toolchain/evaluate/effects";
import { writeNetwork } from "../toolchain/network/write-network";
import { compareNoise, type NoiseComparison, noiseComparisonResult } from "../toolchain/train/noise-comparison";
import { DIGITS_RECIPE, DIGITS_TOOL, digitsOnChip, recipeText, trainDigits } from "../toolchain/train/train-digits";
import type { Recipe } from "../toolchain/train/train-network";
import { EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { type Options, type Values, wholeNumber } from "./options";
import { recordTraining } from "./record-training";

export const DIGITS_OPTIONS = {
	data: {
		type: "string",
		value: "what",
		about: `digits: training and test pictures: ${DATA_FORMATS.replace(/\s+/g, " ")}`,
	},
	noise: {
		type: "string",
		value: "part",
		about: `digits: weight noise in training over a layer's largest weight (default ${DIGITS_RECIPE.noise})`,
	},
	epochs: {
		type: "string",
		value: "n",
		about: `digits: how often each picture is learned from (default ${DIGITS_RECIPE.epochs})`,
	},
	compare: {
		type: "boolean",
		about: "digits: train briefly with several levels of weight noise, and try each on several chips",
	},
	record: {
		type: "boolean",
		about: "digits: with --compare, keep what came out in docs/training.json and docs/fidelity.md",
	},
} as const satisfies Options;

/** Trains the digits network and writes it as a `.net` file. */
export async function runDigits(values: Values<typeof DIGITS_OPTIONS>, seed: number, out: string): Promise<number> {
	if (values.data === undefined) throw new UsageError("--data is missing: the folder that MNIST lies in, for example");
	const recipe: Recipe = {
		...DIGITS_RECIPE,
		seed,
		noise: part("noise", values.noise, DIGITS_RECIPE.noise),
		epochs: wholeNumber("epochs", values.epochs, DIGITS_RECIPE.epochs, 1, 1000),
	};
	if (values.compare) return compare(values.data, recipe, values.record);
	const started = performance.now();
	const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
	try {
		const [train, test] = await Promise.all([
			openData(values.data, { part: "train" }),
			openData(values.data, { part: "test" }),
		]);
		const { graph, accuracy, loss, noisyAccuracy } = await trainDigits(train, test, recipe, report => {
			const { epoch, loss, accuracy } = report;
			process.stderr.write(
				`epoch ${epoch} of ${recipe.epochs}: loss ${loss.toFixed(4)}, right ${percent(accuracy)} of disturbed pictures, ${seconds()}\n`,
			);
		});
		const trained = seconds();
		process.stderr.write(`${percent(accuracy)} of the test set in software; now on the chip\n`);
		const onChip = await digitsOnChip(graph, train, test, seed);
		const provenance: Provenance = {
			tool: DIGITS_TOOL,
			seed,
			data: `${train.name}, ${train.count} pictures: ${recipeText(recipe)}`,
			accuracy: `${percent(accuracy)} in software, ${percent(onChip)} on the emulated chip, of ${test.count} (${test.name})`,
		};
		const bytes = writeNetwork(graph, provenance);
		writeFileSync(out, bytes);
		process.stdout.write(
			[
				`recipe           ${recipeText(recipe)}`,
				`accuracy         ${percent(accuracy)} of ${test.count} pictures never seen, in software with the chip's quantisers`,
				`loss             ${loss.toFixed(4)} nats`,
				`with noise       ${percent(noisyAccuracy)} with weight noise ${recipe.noise}`,
				`on the chip      ${percent(onChip)}, NeuRRAM emulated with all it is known for, a day after programming`,
				`file             ${out}, ${bytes.length} bytes`,
				`time             ${trained} for training, ${seconds()} in all`,
				"",
			].join("\n"),
		);
		return EXIT_OK;
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		return EXIT_FAILED;
	}
}

/** Of the comparison: short enough that all trainings and chips take some minutes. */
const COMPARED = {
	pictures: 20_000,
	epochs: 8,
	ways: [
		{ noise: 0, range: 0 },
		{ noise: 0, range: DIGITS_RECIPE.range },
		{ noise: 0.15, range: DIGITS_RECIPE.range },
	],
	levels: [0.05, 0.1, 0.15, 0.2, 0.3],
	draws: 3,
	/** Test pictures of each draw. */
	trial: 2000,
};
/** Dies of the emulated chip. */
const DIES = [11, 12, 13];

async function compare(data: string, recipe: Recipe, isRecorded: boolean): Promise<number> {
	try {
		const whole = await openData(data, { part: "train" });
		const train = partOf(whole, 0, COMPARED.pictures);
		const test = await openData(data, { part: "test" });
		const short = { ...recipe, epochs: COMPARED.epochs };
		const trained = await compareNoise({
			train,
			test,
			recipe: short,
			ways: COMPARED.ways,
			levels: COMPARED.levels,
			draws: COMPARED.draws,
			trial: COMPARED.trial,
			chip: { profile: neurram, kernels: await loadKernels(), seed: recipe.seed, age: DAY },
			dies: DIES,
			onProgress: words => void process.stderr.write(`${words}\n`),
		});
		const kept: NoiseComparison = {
			recipe: `${train.count} pictures of ${whole.name}, seed ${recipe.seed}: ${short.epochs} epochs of ${short.optimizer} ${short.rate} to ${short.lastRate}; with weight noise of ${COMPARED.ways[2].noise} of a layer's largest weight and weights within ${short.range} root mean squares, with that range alone, and plain, all else the same`,
			levels: COMPARED.levels,
			dies: DIES,
			pictures: test.count,
			trial: COMPARED.trial,
			trained,
		};
		if (isRecorded) recordTraining({ noise: kept });
		for (const entry of noiseComparisonResult(kept).rows)
			process.stdout.write(`${entry.quantity.padEnd(52)} ${measuredText(entry)}\n`);
		return EXIT_OK;
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		return EXIT_FAILED;
	}
}

function percent(accuracy: number): string {
	return `${(100 * accuracy).toFixed(2)} %`;
}

/** A number from 0 to 1. */
function part(option: string, text: string | undefined, fallback: number): number {
	if (text === undefined) return fallback;
	const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= 0 && value <= 1)) throw new UsageError(`--${option} is ${JSON.stringify(text)}: it must be 0 to 1`);
	return value;
}
