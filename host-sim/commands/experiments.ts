import { writeFileSync } from "node:fs";
import { allExperiments, EXPERIMENT_CHIPS, type ExperimentChip, findExperiments } from "../experiments/all";
import type { Experiment } from "../experiments/experiment";
import { writeFidelity } from "../experiments/fidelity";
import { type Finished, passed, textTable } from "../experiments/table";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, wholeNumber } from "./options";

const OPTIONS = {
	chip: { type: "string", value: "NAME", about: `whose experiments: ${EXPERIMENT_CHIPS.join(", ")} (default fmc)` },
	seed: { type: "string", value: "N", about: "the seed of all chance (default 1)" },
	quick: { type: "boolean", about: "fewer draws: the same quantities in a fraction of the time" },
	json: { type: "boolean", about: "one JSON object a line and experiment" },
	write: { type: "boolean", about: "write docs/fidelity.md and docs/figures/*.svg from a run of all chips" },
} as const satisfies Options;

export const command: Command = {
	name: "experiments",
	summary: "the emulator's physics beside the published numbers",
	help: helpText({
		usage: "experiments [E1 N4 ...] [options]",
		about:
			"Runs the experiments named, or all of a chip, and prints what was measured\nbeside what is expected and the bounds a number must keep.\nExit code 1 when one number is out of its bounds.",
		options: OPTIONS,
		examples: [
			["cim experiments", "all of the frequency-multiplexed chip"],
			["cim experiments --chip neurram", "all of NeuRRAM: measured beside published"],
			["cim experiments E9 E10 --seed 7", "two of them, with other chance"],
			["cim experiments --write", "renew docs/fidelity.md and its figures"],
		],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("experiments", OPTIONS, args, allExperiments.length);
		const seed = wholeNumber("seed", values.seed, 1, 0, 0xffffffff);
		let chosen: readonly Experiment[];
		try {
			chosen = findExperiments(positionals, values.write ? undefined : chipOf(values.chip));
		} catch (error) {
			throw new UsageError((error as RangeError).message);
		}
		if (values.write && (positionals.length > 0 || values.quick || values.chip !== undefined))
			throw new UsageError("--write needs all experiments in full: leave out the names, --chip and --quick");
		const all: Finished[] = [];
		for (const experiment of chosen) {
			const finished = runOne(experiment, seed, values.quick);
			all.push(finished);
			process.stdout.write(values.json ? `${jsonLine(finished, seed)}\n` : `${textTable(finished)}\n`);
		}
		const failed = all.filter(finished => !passed(finished));
		if (values.write) {
			const root = new URL("../../", import.meta.url);
			const files = writeFidelity(all, seed, (path, text) => writeFileSync(new URL(path, root), text));
			if (!values.json) process.stdout.write(`${files} files written: docs/fidelity.md and its figures\n`);
		}
		if (!values.json) {
			const rows = all.reduce((sum, { result }) => sum + result.rows.length, 0);
			const verdict =
				failed.length === 0
					? "all within bounds"
					: `out of bounds: ${failed.map(({ experiment }) => experiment.id).join(" ")}`;
			process.stdout.write(`${all.length} experiments, ${rows} numbers, ${verdict}\n`);
		}
		return failed.length === 0 ? EXIT_OK : EXIT_FAILED;
	},
};

function chipOf(name = "fmc"): ExperimentChip {
	const chip = EXPERIMENT_CHIPS.find(known => known === name);
	if (!chip) throw new UsageError(`--chip ${name}: there are ${EXPERIMENT_CHIPS.join(", ")}`);
	return chip;
}

/** One experiment that fails must not hide the others. */
function runOne(experiment: Experiment, seed: number, quick: boolean): Finished {
	try {
		return { experiment, result: experiment.run({ seed, quick }) };
	} catch (error) {
		return { experiment, result: { rows: [] }, failure: error instanceof Error ? error.message : String(error) };
	}
}

function jsonLine(finished: Finished, seed: number): string {
	const { experiment, result, failure } = finished;
	const { id, title, mirrors, claim } = experiment;
	const { rows, note } = result;
	return JSON.stringify({ id, title, mirrors, claim, seed, passed: passed(finished), failure, rows, note });
}
