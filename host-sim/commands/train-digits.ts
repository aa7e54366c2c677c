import { writeFileSync } from "node:fs";
import type { Provenance } from "../../firmware/model/model";
import { DATA_FORMATS, openData } from "../toolchain/data/open-data";
import { writeNetwork } from "../toolchain/network/write-network";
import { DIGITS_RECIPE, DIGITS_TOOL, recipeText, trainDigits } from "../toolchain/train/train-digits";
import type { Recipe } from "../toolchain/train/train-network";
import { EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { type Options, type Values, wholeNumber } from "./options";

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
		const provenance: Provenance = {
			tool: DIGITS_TOOL,
			seed,
			data: `${train.name}, ${train.count} pictures: ${recipeText(recipe)}`,
			accuracy: `software ${percent(accuracy)} of ${test.count} (${test.name})`,
		};
		const bytes = writeNetwork(graph, provenance);
		writeFileSync(out, bytes);
		process.stdout.write(
			[
				`recipe           ${recipeText(recipe)}`,
				`accuracy         ${percent(accuracy)} of ${test.count} pictures never seen, in software with the chip's quantisers`,
				`loss             ${loss.toFixed(4)} nats`,
				`with noise       ${percent(noisyAccuracy)} with weight noise ${recipe.noise}`,
				`file             ${out}, ${bytes.length} bytes`,
				`time             ${seconds()}`,
				"",
			].join("\n"),
		);
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
