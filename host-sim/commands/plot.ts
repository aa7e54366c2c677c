import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, table, wholeNumber } from "./options";
import { suggest } from "./suggest";

const OPTIONS = {
	list: { type: "boolean", about: "what can be plotted" },
	out: { type: "string", value: "dir", about: "where the files go (default: here)" },
	seed: { type: "string", value: "n", about: "the seed of all chance (default 1)" },
	quick: { type: "boolean", about: "experiments with fewer draws" },
	text: { type: "string", value: "letters", about: "the sixteen letters of a frame (default: the paper's)" },
	line: { type: "string", value: "label", about: "the output line of spectrum (default: that of the first letter)" },
	set: {
		type: "string",
		value: "name=value,...",
		about: "conditions of the chip in a frame: noise (nA), amplitude (mV), spacing, wires, age, ...",
	},
} as const satisfies Options;

const MOST_NAMES = 200;

export const command: Command = {
	name: "plot",
	summary: "figures as SVG: of an experiment, or of a frame in the chip",
	help: helpText({
		usage: "plot <name ...> [options]",
		about: `Writes figures as SVG files, each from a run made now: the experiments of
docs/fidelity.md by their numbers, or what the chip held and did in a frame of
the letters' device. They read well on light and on dark pages.`,
		options: OPTIONS,
		examples: [
			["cim plot --list", "what there is"],
			["cim plot E3 --out figures", "one experiment's figure"],
			["cim plot fidelity --out docs/figures", "every figure of an experiment"],
			["cim plot spectrum --line A", "what line A carries before and after demodulation"],
			["cim plot spectrum scores --set noise=90,spacing=0.5", "the same on a worse chip"],
		],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("plot", OPTIONS, args, MOST_NAMES);
		const { allExperiments } = await import("../experiments/all");
		const { frameFigures } = await import("../plots/frame-figures");
		if (values.list) {
			const frames = frameFigures.map(({ name, about }) => [name, about] as const);
			const experiments = allExperiments.map(({ id, title }) => [id, title] as const);
			process.stdout.write(
				`A frame in the letters' chip\n${table(frames)}\n\nExperiments (all of them: fidelity)\n${table(experiments)}\n`,
			);
			return EXIT_OK;
		}
		if (positionals.length === 0)
			throw new UsageError('name what is to be plotted; "cim plot --list" says what there is');
		const { svg } = await import("../experiments/svg");
		const seed = wholeNumber("seed", values.seed, 1, 0, 0xffffffff);
		const names = positionals.flatMap(name => (name === "fidelity" ? allExperiments.map(({ id }) => id) : [name]));
		const known = [...frameFigures.map(({ name }) => name), ...allExperiments.map(({ id }) => id)];
		for (const name of names)
			if (!known.some(one => one.toLowerCase() === name.toLowerCase())) throw new UsageError(unknown(name, known));
		const frame = frameOptions(values, seed);
		const out = values.out ?? ".";
		mkdirSync(out, { recursive: true });
		let failed = 0;
		for (const name of names) {
			const file = join(out, `${name.toLowerCase()}.svg`);
			try {
				const figure = frameFigures.find(one => one.name === name.toLowerCase());
				const experiment = allExperiments.find(({ id }) => id === name.toUpperCase());
				const plot = figure
					? await plotOfFrame(figure, frame, values.line)
					: experiment!.run({ seed, quick: values.quick }).plot;
				if (!plot) {
					process.stdout.write(`${name}: this experiment has numbers only; see cim experiments ${name}\n`);
					continue;
				}
				writeFileSync(file, svg(plot));
				process.stdout.write(`${file}: ${plot.title}\n`);
			} catch (error) {
				if (error instanceof UsageError) throw error;
				if (error instanceof RangeError) throw new UsageError(`--set: ${error.message}`);
				failed++;
				process.stderr.write(`${name}: ${(error as Error).message}\n`);
			}
		}
		return failed > 0 ? EXIT_FAILED : EXIT_OK;
	},
};

interface FrameOptions {
	text: string;
	seed: number;
	conditions: ReadonlyMap<string, number>;
}

function frameOptions(values: { text?: string; set?: string }, seed: number): FrameOptions {
	const text = (values.text ?? "NAINVINAJNGINUHC").toUpperCase();
	if (!/^[A-Z]{16}$/.test(text))
		throw new UsageError(`--text is ${JSON.stringify(values.text)}: it must be sixteen letters of A to Z`);
	const conditions = new Map<string, number>();
	for (const pair of values.set?.split(",") ?? []) {
		const [, name, value] = /^\s*([A-Za-z]+)=([-+.\de]+)\s*$/.exec(pair) ?? [];
		if (name === undefined || !Number.isFinite(Number(value)))
			throw new UsageError(
				`--set is ${JSON.stringify(values.set)}: it must be name=value, as many as you like with commas`,
			);
		conditions.set(name, Number(value));
	}
	return { text, seed, conditions };
}

async function plotOfFrame(
	figure: import("../plots/frame-figures").FrameFigure,
	options: FrameOptions,
	line: string | undefined,
) {
	const { runDeviceFrame } = await import("../plots/device-frame");
	const run = runDeviceFrame({ ...options, frames: figure.frames });
	const { labels } = run.chip;
	const wanted = line?.toUpperCase() ?? options.text[0];
	const at = labels.indexOf(wanted);
	if (at < 0) throw new UsageError(`--line is ${JSON.stringify(line)}: there are ${labels.join(" ")}`);
	return figure.plot(run, at);
}

function unknown(name: string, known: readonly string[]): string {
	const near = suggest(name, known);
	return `there is no figure ${JSON.stringify(name)}${near ? `; did you mean ${near}?` : ";"} "cim plot --list" says what there is`;
}
