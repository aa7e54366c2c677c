import { readFileSync, writeFileSync } from "node:fs";
import { neurram } from "../../firmware/emulator/profiles/neurram";
import { CimError } from "../../firmware/errors";
import { parseNetwork } from "../../firmware/model/network-format";
import { loadKernels } from "../kernels/fast-kernels";
import { spreadOf } from "../toolchain/data/data-set";
import { DATA_FORMATS, openData } from "../toolchain/data/open-data";
import { calibrateModel } from "../toolchain/evaluate/calibrate-model";
import type { ChipCalibration } from "../toolchain/evaluate/chip-matrix";
import { ChipNetwork } from "../toolchain/evaluate/chip-network";
import { effectOf } from "../toolchain/evaluate/effects";
import { codesOf } from "../toolchain/evaluate/task-source";
import { encodeNetwork } from "../toolchain/network/encode-network";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, type Values, wholeNumber } from "./options";

const OPTIONS = {
	data: { type: "string", value: "data", about: "the training set" },
	inputs: { type: "string", value: "n", about: "training examples, spread over the set (default 64)" },
	vectors: { type: "string", value: "n", about: "inputs of each matrix that go into the model (default 64)" },
	out: { type: "string", value: "file", about: "where the model goes (default: beside the old one, -calibrated.cim)" },
	die: { type: "string", value: "n", about: "which emulated chip (default 1)" },
	seed: { type: "string", value: "n", about: "of the choice and of the chip's noise (default 1)" },
	json: { type: "boolean", about: "what was found as one JSON object" },
} as const satisfies Options;

export const command: Command = {
	name: "calibrate",
	summary: "operating points and calibration inputs of a model from training data",
	help: helpText({
		usage: "calibrate <model.cim> --data <training data> [options]",
		about: `Runs training examples through the mapped network, chooses every segment's
operating point from what its arrays are really given, and keeps a sample of it in
the model. From that sample a chip fits slope and intercept of every line whenever
the model is loaded: they are each chip's own, so the file holds what they are
fitted from. Then loads the model on the emulated chip, a day old, and prints what
the fits find and leave.

Data: ${DATA_FORMATS}.`,
		options: OPTIONS,
		examples: [["cim calibrate digits.cim --data mnist --vectors 256", "a finer fit, a larger file"]],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("calibrate", OPTIONS, args, 1);
		const [path] = positionals;
		if (path === undefined) throw new UsageError("which model? Give a .cim file");
		if (values.data === undefined) throw new UsageError("--data is missing: what was the network trained with?");
		const settings = {
			seed: wholeNumber("seed", values.seed, 1, 0, 0xffffffff),
			die: wholeNumber("die", values.die, neurram.die, 0, 0xffffffff),
			inputs: wholeNumber("inputs", values.inputs, 64, 1, 100_000),
			vectors: wholeNumber("vectors", values.vectors, 64, 2, 4096),
		};
		try {
			return await calibrate(path, values, settings);
		} catch (error) {
			if (!(error instanceof CimError) && !(error instanceof Error && "syscall" in error)) throw error;
			process.stderr.write(`${(error as Error).message}\n`);
			return EXIT_FAILED;
		}
	},
};

interface Settings {
	seed: number;
	die: number;
	inputs: number;
	vectors: number;
}

async function calibrate(path: string, values: Values<typeof OPTIONS>, settings: Settings): Promise<number> {
	const { seed, die, inputs, vectors } = settings;
	const old = parseNetwork(new Uint8Array(readFileSync(path)));
	const { height, width, channels } = old.input;
	const training = await openData(values.data!, { part: "train", shape: { height, width, channels } });
	const data = spreadOf(training, Math.min(inputs, training.count));
	const codes = codesOf(data, old, 0, data.count);
	const profile = { ...neurram, die };
	const { model, uses } = calibrateModel(old, codes, data.count, { profile, representatives: vectors, seed });
	const out = values.out ?? path.replace(/(\.cim)?$/, "-calibrated.cim");
	const bytes = encodeNetwork(model);
	writeFileSync(out, bytes);
	const chip = new ChipNetwork(model, { ...effectOf("all").chip(profile), kernels: await loadKernels(), seed });
	const { calibrations } = chip.loaded;
	if (values.json) {
		process.stdout.write(`${JSON.stringify({ out, bytes: bytes.length, examples: data.count, uses, calibrations })}\n`);
		return EXIT_OK;
	}
	process.stdout.write(
		`${old.name}, from ${data.count} examples of ${data.name}; on the emulated chip, a day old:\n\n`,
	);
	process.stdout.write("  lines  slopes  intercepts  left over  at the range  use of it\n");
	for (const { matrix, backward, found } of calibrations) {
		const use = uses[model.matrices.findIndex(({ name }) => name === matrix)];
		process.stdout.write(`${line(found)}${percent(use).padStart(11)}  ${matrix}${backward ? ", backward" : ""}\n`);
	}
	process.stdout.write(`\n${out}, ${bytes.length} bytes\n`);
	return EXIT_OK;
}

/** Spread of slopes over their mean, spread of intercepts and residual in codes, observations at the range. */
function line({ lines, slopeSpread, interceptSpread, residual, clipped, observations }: ChipCalibration): string {
	const columns = [
		String(lines).padStart(7),
		`±${percent(slopeSpread)}`.padStart(8),
		`±${interceptSpread.toFixed(1)}`.padStart(12),
		residual.toFixed(2).padStart(11),
		percent(clipped / observations).padStart(14),
	];
	return columns.join("");
}

function percent(part: number): string {
	return `${(100 * part).toFixed(1)} %`;
}
