import { writeFileSync } from "node:fs";
import { parseModel } from "../../firmware/model/format";
import { trainEdges } from "../toolchain/train-edges";
import { ALPHABET, PAPER_CLASSES, trainLetters } from "../toolchain/train-letters";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, wholeNumber } from "./options";
import { DIGITS_OPTIONS as DIGITS, runDigits } from "./train-digits";

const LETTERS = {
	classes: {
		type: "string",
		value: "letters",
		about: `letters: which to tell apart (default ${PAPER_CLASSES}, the paper's)`,
	},
	alphabet: { type: "boolean", about: "letters: all of A to Z, for a chip with 26 classes" },
} as const satisfies Options;
const COMMON = {
	seed: { type: "string", value: "n", about: "all chance comes from it: same seed, same bytes (default 1)" },
	out: {
		type: "string",
		value: "file",
		about: "where it goes (default letters.cim, alphabet.cim or digits.net)",
	},
} as const satisfies Options;
const LETTERS_OPTIONS = { ...LETTERS, ...COMMON };
const DIGITS_OPTIONS = { ...DIGITS, ...COMMON };
const ALL_OPTIONS = { ...LETTERS, ...DIGITS, ...COMMON };

export const command: Command = {
	name: "train",
	summary: "train a classifier and write its model file",
	help: helpText({
		usage: "train letters|edges|digits [options]",
		about: `letters: the one-layer classifier of printed letters for the frequency-multiplexed
chip, without a bias and against the noise it will meet: shifted and blurred
pictures, uneven light, programming errors of both arrays, read noise. Writes a
.cim file that the firmware loads.

edges: a vision sensor of two kernels and the crossbar behind it, end to end: gate
voltages and weights follow one loss, with another die's spread in every batch.
Letters A to Z. Writes a .cim file.

digits: the network of ten handwritten digits for the NeuRRAM chip, from MNIST, with
noise on its weights in every step so that it bears the chip's (neurram.md section
5). Writes a .net file; "cim compile" maps it on the chip.

Same data, options and seed, same bytes.`,
		options: ALL_OPTIONS,
		examples: [
			["cim train letters --alphabet", "26 classes, to alphabet.cim"],
			["cim train letters --classes HELO --seed 7 --out helo.cim", "four classes"],
			["cim train edges", "sensor and crossbar, to edges.cim"],
			["cim train digits --data ../shared/data/mnist", "to digits.net"],
			["cim train digits --data mnist --noise 0", "plain training, to compare"],
		],
	}),
	async run(args) {
		// What to train may stand anywhere among the options; a first look with all of them finds it.
		const { positionals } = parseOptions("train", ALL_OPTIONS, args, 1);
		if (positionals[0] === "letters") return lettersRun(args);
		if (positionals[0] === "edges") {
			const { values } = parseOptions("train", COMMON, args, 1);
			return runEdges(seedOf(values.seed), values.out ?? "edges.cim");
		}
		if (positionals[0] === "digits") {
			const { values } = parseOptions("train", DIGITS_OPTIONS, args, 1);
			return runDigits(values, seedOf(values.seed), values.out ?? "digits.net");
		}
		throw new UsageError(
			`what to train is missing or unknown: "cim train letters", "cim train edges" and "cim train digits" are what there is`,
		);
	},
};

function lettersRun(args: string[]): number {
	const { values } = parseOptions("train", LETTERS_OPTIONS, args, 1);
	if (values.alphabet && values.classes !== undefined)
		throw new UsageError("--alphabet and --classes exclude each other");
	const classes = values.alphabet ? ALPHABET : (values.classes ?? PAPER_CLASSES);
	const labels = [...classes];
	if (labels.length < 2 || labels.some((label, n) => !ALPHABET.includes(label) || labels.indexOf(label) !== n))
		throw new UsageError(
			`--classes is ${JSON.stringify(classes)}: it must be at least two different letters of A to Z`,
		);
	return train(classes, seedOf(values.seed), values.out ?? (values.alphabet ? "alphabet.cim" : "letters.cim"));
}

function runEdges(seed: number, out: string): number {
	const started = performance.now();
	const { bytes, sensor, loss, accuracy, heldOut } = trainEdges(seed);
	const seconds = (performance.now() - started) / 1000;
	if (!write(out, bytes)) return EXIT_FAILED;
	const kernels = sensor.kernels.map(({ levels }) => `[${levels.join(" ")}]`).join(", ");
	process.stdout.write(
		[
			`kernels          ${kernels}, gate levels`,
			`loss             ${loss.toFixed(3)} nats, on disturbed pictures, sensors and weights`,
			`accuracy         ${(100 * accuracy).toFixed(3)} % of ${heldOut} held-out disturbed pictures, sensor and chip without noise`,
			`file             ${out}, ${bytes.length} bytes, CRC-32 ${parseModel(bytes).hash.toString(16).padStart(8, "0")}`,
			`time             ${seconds.toFixed(1)} s`,
			"",
		].join("\n"),
	);
	return EXIT_OK;
}

/** Says why where it cannot. */
function write(out: string, bytes: Uint8Array): boolean {
	try {
		writeFileSync(out, bytes);
		return true;
	} catch (error) {
		process.stderr.write(`cannot write ${out}: ${(error as Error).message}\n`);
		return false;
	}
}

function seedOf(text: string | undefined): number {
	return wholeNumber("seed", text, 1, 0, 0xffffffff);
}

function train(classes: string, seed: number, out: string): number {
	const started = performance.now();
	const { bytes, loss, accuracy, heldOut, smallestMargin, lowMargin } = trainLetters({ classes, seed });
	const seconds = (performance.now() - started) / 1000;
	const model = parseModel(bytes);
	if (!write(out, bytes)) return EXIT_FAILED;
	process.stdout.write(
		[
			`classes          ${classes} (${model.labels.length})`,
			`loss             ${loss.toFixed(3)} nats, on disturbed pictures and disturbed weights`,
			`accuracy         ${(100 * accuracy).toFixed(3)} % of ${heldOut} held-out disturbed pictures, chip without noise`,
			`margin           ${smallestMargin} codes for the nearest two clean letters; 99.9 % of held-out pictures above ${lowMargin}`,
			`unsure below     ${model.minimumMargin} codes`,
			`file             ${out}, ${bytes.length} bytes, CRC-32 ${model.hash.toString(16).padStart(8, "0")}`,
			`time             ${seconds.toFixed(1)} s`,
			"",
		].join("\n"),
	);
	return EXIT_OK;
}
