import { existsSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UsageError } from "../../../host-sim/commands/command";
import { command } from "../../../host-sim/commands/experiments";
import { type ExperimentChip, findExperiments } from "../../../host-sim/experiments/all";
import { row } from "../../../host-sim/experiments/experiment";
import { writeFidelity } from "../../../host-sim/experiments/fidelity";
import type { Finished } from "../../../host-sim/experiments/table";

/** What the command prints, with its exit code. */
async function run(...args: string[]): Promise<{ code: number; output: string }> {
	const write = process.stdout.write;
	let output = "";
	process.stdout.write = (text: string | Uint8Array) => {
		output += text;
		return true;
	};
	try {
		return { code: await command.run(args), output };
	} finally {
		process.stdout.write = write;
	}
}

async function refusal(...args: string[]): Promise<string> {
	try {
		await run(...args);
	} catch (error) {
		if (error instanceof UsageError) return error.message;
		throw error;
	}
	return "";
}

test("runs the experiments named and prints measured beside expected", async () => {
	const { code, output } = await run("e19", "E1", "--quick");
	assert.is(code, 0);
	assert.match(output, /✓ power +1\.717 W +1\.717 W/);
	assert.match(output, /2 experiments, \d+ numbers, all within bounds/);
});

test("--chip chooses whose experiments run; names are found in all", async () => {
	const { code, output } = await run("n9");
	assert.is(code, 0);
	assert.match(output, /N9 {2}Latency/);
	assert.match(await refusal("--chip", "tpu"), /--chip tpu: there are fmc, neurram, vision/);
	assert.match(await refusal("--chip", "neurram", "--write"), /--write needs all experiments in full/);
	assert.ok(findExperiments([], "neurram").every(({ id }) => id.startsWith("N")));
	assert.ok(findExperiments([], "fmc").every(({ id }) => id.startsWith("E")));
	assert.is(
		findExperiments([]).length,
		["fmc", "neurram", "vision"].reduce((sum, chip) => sum + findExperiments([], chip as ExperimentChip).length, 0),
	);
});

test("--json gives one object a line", async () => {
	const { output } = await run("E19", "--json", "--seed", "7");
	const lines = output.trim().split("\n");
	assert.is(lines.length, 1);
	const parsed = JSON.parse(lines[0]);
	assert.is(parsed.id, "E19");
	assert.is(parsed.seed, 7);
	assert.is(parsed.passed, true);
	assert.ok(parsed.rows.length > 5);
});

test("wrong use is refused with what would be right", async () => {
	assert.match(await refusal("E99"), /no experiment E99: there are E1 /);
	assert.match(await refusal("E1", "--write"), /--write needs all experiments in full/);
	assert.match(await refusal("--quick", "--write"), /--write needs all experiments in full/);
	assert.match(await refusal("--seed", "x"), /whole number/);
});

test("the page shows every number, marks what is out of bounds, and its figures exist", () => {
	const [experiment] = findExperiments(["E19"]);
	const files = new Map<string, string>();
	const all: Finished[] = [
		{
			experiment,
			result: {
				rows: [row("a|b", 3, "W", "2 W", 1, 2)],
				plot: {
					kind: "bars",
					title: "Bars",
					x: { label: "W", low: 0 },
					bars: [{ label: "a", value: 3 }],
					reference: { label: "two", value: 2 },
				},
			},
		},
		{ experiment: { ...experiment, id: "E98", title: "Broken" }, result: { rows: [] }, failure: "no model" },
	];
	assert.is(
		writeFidelity(all, 7, (path, text) => files.set(path, text)),
		2,
	);
	const page = files.get("docs/fidelity.md")!;
	assert.match(page, "| a\\|b | 3 W | 2 W | 1 to 2 | ✗ |");
	assert.match(page, "0 of 1 **no**");
	assert.match(page, "**It failed: no model**");
	assert.match(page, "## NeuRRAM: results");
	assert.match(page, "An emulator gains no speed and no energy from frequency multiplexing");
	for (const [, path] of page.matchAll(/!\[[^\]]*\]\((figures\/[^)]+)\)/g)) {
		// the figure about training is written by "cim train digits --record"
		assert.ok(files.has(`docs/${path}`) || existsSync(`docs/${path}`), path);
	}
	for (const [, target] of page.matchAll(/\]\(#([^)]+)\)/g))
		assert.ok(
			page.split("\n").some(
				line =>
					line
						.toLowerCase()
						.replace(/^###? /, "#")
						.replaceAll(",", "")
						.replaceAll(" ", "-") === `#${target}`,
			),
			target,
		);
});

test.run();
