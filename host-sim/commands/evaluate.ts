import { readFileSync, writeFileSync } from "node:fs";
import { CimError } from "../../firmware/errors";
import { withNetworksPart } from "../experiments/networks-page";
import { bar } from "../terminal/bar";
import { duration, energy as energyText } from "../terminal/quantity";
import { DATA_FORMATS } from "../toolchain/data/open-data";
import { EFFECTS, effectOf } from "../toolchain/evaluate/effects";
import { type Evaluation, type EvaluationOptions, evaluate } from "../toolchain/evaluate/evaluation";
import { REFERENCE } from "../toolchain/evaluate/examiner";
import { type Measured, rightPart } from "../toolchain/evaluate/measured";
import {
	type NetworksRecord,
	readRecord,
	recordOf,
	withNetwork,
	writeRecord,
} from "../toolchain/evaluate/networks-record";
import { PUBLISHED_FIGURES } from "../toolchain/evaluate/published-figures";
import { MissingDataError, PUBLISHED_TASKS, type PublishedName } from "../toolchain/evaluate/published-tasks";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, type Values, wholeNumber } from "./options";

const OPTIONS = {
	data: { type: "string", value: "data", about: "the test set; training inputs are taken from beside it" },
	software: { type: "string", value: "network", about: "of a .cim: the network it was made of, for its accuracy" },
	effects: { type: "string", value: "id,id", about: "which conditions (default all; see below)" },
	limit: { type: "string", value: "n", about: "examples at most, spread over the test set" },
	every: {
		type: "string",
		value: "n",
		about: "all but reference and all on every n-th part of the examples (default 1)",
	},
	workers: { type: "string", value: "n", about: "threads (default 1): the same numbers, sooner" },
	seed: { type: "string", value: "n", about: "of programming and noise (default 1)" },
	state: { type: "string", value: "file", about: "keeps what is done there, and goes on from it" },
	published: { type: "boolean", about: "the NeuRRAM authors' networks instead, all or those named" },
	write: { type: "boolean", about: "with --published: into docs/networks.json and docs/fidelity.md" },
	json: { type: "boolean", about: "one JSON object a network" },
} as const satisfies Options;

export const command: Command = {
	name: "evaluate",
	summary: "a network on the emulated chip: accuracy, and what each imperfection costs",
	help: helpText({
		usage: "evaluate <model.cim | network> --data <data> [options]",
		about: `Runs a test set through a network on the emulated NeuRRAM chip: in software where
the network is given, on an ideal chip, with each imperfection alone, and with all
together. Prints accuracies, confusion matrix, and estimates of the chip's time and
energy. A network (.net, .onnx) is mapped first, a .cim is taken as it is.

Effects: ${EFFECTS.map(({ id }) => id).join(", ")}; ${REFERENCE} is the software.

Data: ${DATA_FORMATS}.

--published runs the authors' checkpoints of ../shared/data: ${PUBLISHED_TASKS.join(", ")}.`,
		options: OPTIONS,
		examples: [
			["cim evaluate digits.cim --data mnist --software digits.net", "what the chip makes of a network"],
			["cim evaluate digits.net --data mnist --effects ideal,all --limit 1000", "a quick look"],
			["cim evaluate --published residual --state out/residual.json", "ResNet-20, to be gone on with later"],
		],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("evaluate", OPTIONS, args, PUBLISHED_TASKS.length);
		const common = {
			seed: wholeNumber("seed", values.seed, 1, 0, 0xffffffff),
			workers: wholeNumber("workers", values.workers, 1, 1, 64),
			every: wholeNumber("every", values.every, 1, 1, 100),
			statePath: values.state,
			progress: progressOn(process.stderr),
		};
		const limit = values.limit === undefined ? undefined : wholeNumber("limit", values.limit, 0, 1, 1e9);
		try {
			if (values.published) return await published(namesOf(positionals), values, common, limit);
			if (values.write) throw new UsageError("--write goes with --published");
			const [path] = positionals;
			if (path === undefined || positionals.length > 1)
				throw new UsageError("which network? Give one .cim model or network file, or --published");
			if (values.data === undefined) throw new UsageError("--data is missing: what is the network to be tested on?");
			const source = { kind: "file", path, data: values.data, limit, software: values.software } as const;
			const hasSoftware = values.software !== undefined || !path.endsWith(".cim");
			const evaluation = await evaluate({ ...common, source, conditions: conditionsOf(values.effects, hasSoftware) });
			report(evaluation, values.json);
			return EXIT_OK;
		} catch (error) {
			if (!(error instanceof CimError || error instanceof MissingDataError || isFileError(error))) throw error;
			process.stderr.write(`${(error as Error).message}\n`);
			return EXIT_FAILED;
		}
	},
};

type Common = Pick<EvaluationOptions, "seed" | "workers" | "every" | "statePath" | "progress">;

async function published(
	names: readonly PublishedName[],
	values: Values<typeof OPTIONS>,
	common: Common,
	limit: number | undefined,
): Promise<number> {
	let record: NetworksRecord = readRecord();
	for (const name of names) {
		const statePath = common.statePath ?? `out/evaluate/${name}${limit === undefined ? "" : `-${limit}`}.json`;
		const conditions = conditionsOf(values.effects, true);
		const evaluation = await evaluate({ ...common, statePath, source: { kind: "published", name, limit }, conditions });
		const network = recordOf(name, evaluation);
		if (values.json) process.stdout.write(`${JSON.stringify(network)}\n`);
		else {
			process.stdout.write(`${PUBLISHED_FIGURES[name].title}\n`);
			for (const row of network.rows)
				process.stdout.write(`  ${row.condition.padEnd(14)}${row.figures.map(value => value ?? "-").join("  ")}\n`);
		}
		record = withNetwork(record, network);
		if (!values.write) continue;
		writeRecord(record);
		const page = new URL("../../docs/fidelity.md", import.meta.url);
		writeFileSync(page, withNetworksPart(readFileSync(page, "utf8"), record));
	}
	return EXIT_OK;
}

function namesOf(words: readonly string[]): readonly PublishedName[] {
	if (words.length === 0) return PUBLISHED_TASKS;
	return words.map(word => {
		const name = PUBLISHED_TASKS.find(known => known === word);
		if (!name) throw new UsageError(`${word} is not published: there are ${PUBLISHED_TASKS.join(", ")}`);
		return name;
	});
}

function conditionsOf(effects: string | undefined, hasSoftware: boolean): string[] {
	if (effects === undefined) return [...(hasSoftware ? [REFERENCE] : []), ...EFFECTS.map(({ id }) => id)];
	return effects.split(",").map(id => {
		if (id === REFERENCE) {
			if (hasSoftware) return id;
			throw new UsageError("a .cim has no software: name the network it was made of with --software");
		}
		try {
			return effectOf(id).id;
		} catch (error) {
			throw new UsageError((error as Error).message);
		}
	});
}

/** Table, confusion matrix of the last condition that has all effects, estimates. */
function report({ task, results }: Evaluation, json: boolean): void {
	const size = task.labels.length;
	const part = ({ confusion }: Measured): number => rightPart(confusion[0], size, () => true);
	const rows = results.map(({ condition, measured, ideal }) => ({
		condition,
		accuracy: part(measured),
		...(ideal ? { change: part(measured) - part(ideal) } : {}),
		measured,
	}));
	if (json) {
		const output = { name: task.name, data: task.data, count: task.count, labels: task.labels, results: rows };
		process.stdout.write(`${JSON.stringify(output)}\n`);
		return;
	}
	process.stdout.write(`${task.name} on ${task.count} examples of ${task.data}\n\n`);
	for (const { condition, accuracy, change, measured } of rows) {
		const words = EFFECTS.find(({ id }) => id === condition)?.words ?? "software, float32";
		const difference = change === undefined || condition === "ideal" ? "" : signed(100 * change);
		process.stdout.write(
			`  ${words.padEnd(52)}${(100 * accuracy).toFixed(2)} %${difference.padStart(9)}${clipped(measured)}\n`,
		);
	}
	const shown = rows.find(({ condition }) => condition === "all") ?? rows[rows.length - 1];
	process.stdout.write(`\n${confusionText(shown.measured.confusion[0], task.labels)}\n`);
	const { seconds, energy, conversions } = shown.measured.chip;
	if (conversions === 0) return;
	const count = shown.measured.examples;
	process.stdout.write(
		`estimates of one example on the chip: ${duration((1e6 * seconds) / count)}, ${energyText((1e9 * energy) / count)}, ${Math.round(conversions / count)} conversions\n`,
	);
}

function clipped({ chip }: Measured): string {
	return chip.clipped > 0 ? `   ${((100 * chip.clipped) / chip.conversions).toFixed(3)} % clipped` : "";
}

function signed(value: number): string {
	return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;
}

/** Rows are the true classes, columns the verdicts. */
function confusionText(confusion: readonly number[], labels: readonly string[]): string {
	const size = labels.length;
	const width = Math.max(...confusion.map(count => String(count).length), ...labels.map(label => label.length)) + 1;
	const lines = [`${"".padEnd(width + 2)}${labels.map(label => label.padStart(width)).join("")}  (verdicts)`];
	labels.forEach((label, n) => {
		const counts = confusion.slice(n * size, (n + 1) * size).map(count => (count === 0 ? "." : String(count)));
		lines.push(`  ${label.padEnd(width)}${counts.map(count => count.padStart(width)).join("")}`);
	});
	return lines.join("\n");
}

function progressOn(stream: NodeJS.WriteStream): EvaluationOptions["progress"] {
	if (!stream.isTTY) return undefined;
	return (condition, done, all) => {
		stream.write(`\r${condition.padEnd(14)} ${bar(done / all, 30)} ${done} of ${all}${done === all ? "\n" : ""}`);
	};
}

function isFileError(error: unknown): boolean {
	return error instanceof Error && "code" in error && "syscall" in error;
}
