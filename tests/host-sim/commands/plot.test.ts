import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UsageError } from "../../../host-sim/commands/command";
import { command } from "../../../host-sim/commands/plot";
import type { CurvePlot, HeatMapPlot } from "../../../host-sim/experiments/experiment";
import { runDeviceFrame } from "../../../host-sim/plots/device-frame";
import { frameFigures } from "../../../host-sim/plots/frame-figures";

const folder = mkdtempSync(join(tmpdir(), "cim-plot-"));
test.after(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; output: string }> {
	const { write } = process.stdout;
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

const figure = (name: string) => frameFigures.find(one => one.name === name)!;

test("writes the figures named, of frames and of experiments, each with a title and both colour schemes", async () => {
	const { code, output } = await run("scores", "E10", "E19", "--quick", "--out", folder);
	assert.is(code, 0);
	assert.match(output, /scores\.svg: Scores of one shot/);
	assert.match(output, /E19: this experiment has numbers only/);
	assert.equal(readdirSync(folder).sort(), ["e10.svg", "scores.svg"]);
	for (const file of readdirSync(folder)) {
		const text = readFileSync(join(folder, file), "utf8");
		assert.ok(text.startsWith("<svg ") && text.endsWith("</svg>\n"));
		assert.ok(text.includes("prefers-color-scheme: dark"));
	}
});

test("--list tells every frame's figure and every experiment", async () => {
	const { output } = await run("--list");
	for (const { name } of frameFigures) assert.ok(output.includes(name), name);
	for (const id of ["E1", "E23", "N9", "V4"]) assert.match(output, new RegExp(`^ +${id} `, "m"));
});

test("a frame's figures show the frame: letters in their classes, tones over the noise, a worse chip worse", () => {
	const text = "NAINVINAJNGINUHC";
	const good = runDeviceFrame({ text, seed: 1, frames: 1, conditions: new Map() });
	const scores = figure("scores").plot(good, 0) as HeatMapPlot;
	[...text].forEach((letter, k) => {
		const column = scores.rowLabels.map((_, row) => scores.values[row * 16 + k]);
		assert.is(scores.rowLabels[column.indexOf(Math.max(...column))], letter);
	});
	const floor = (plot: CurvePlot) => plot.series[3].y[0];
	const calm = figure("spectrum").plot(good, 1) as CurvePlot;
	const noisy = figure("spectrum").plot(
		runDeviceFrame({ text, seed: 1, frames: 1, conditions: new Map([["noise", 90]]) }),
		1,
	) as CurvePlot;
	assert.ok(floor(noisy) > floor(calm) + 15);
	assert.is(calm.series[1].x.length + calm.series[2].x.length, 16);
});

test("wrong use is refused in words", async () => {
	assert.match(await refusal(), /name what is to be plotted/);
	assert.match(await refusal("spectrm"), /did you mean spectrum\?/);
	assert.match(await refusal("scores", "--text", "HELLO"), /sixteen letters/);
	assert.match(await refusal("scores", "--set", "noise"), /name=value/);
	assert.match(await refusal("scores", "--set", "humidity=1", "--out", folder), /--set: no condition humidity/);
	assert.match(await refusal("spectrum", "--line", "Z", "--out", folder), /--line is "Z": there are A N J/);
});

test.run();
