import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CurvePlot, HeatMapPlot } from "../../../host-sim/experiments/experiment";
import { svg } from "../../../host-sim/experiments/svg";

const curve: CurvePlot = {
	kind: "curves",
	title: 'A < B & "C"',
	x: { label: "Frequency (Hz)", scale: "log" },
	y: { label: "Error (%)", low: 0, high: 10 },
	series: [
		{ label: "measured", x: [1, 10, 100], y: [0, 5, 10], mark: "both" },
		{ label: "expected", x: [1, 100], y: [0, 10], reference: true },
	],
};
const map: HeatMapPlot = {
	kind: "heat map",
	title: "Scores",
	x: "Tone",
	y: "Class",
	value: "Score (nA)",
	columnLabels: ["1", "2"],
	rowLabels: ["A", "N"],
	values: [1, -1, 0, 2],
};

/** Every element closed, in order. */
function isWellFormed(text: string): boolean {
	const open: string[] = [];
	for (const [, end, name, self] of text.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
		if (self) continue;
		if (!end) open.push(name);
		else if (open.pop() !== name) return false;
	}
	return open.length === 0;
}

test("figures are well-formed, escaped, and carry titles and units", () => {
	for (const plot of [curve, map]) assert.ok(isWellFormed(svg(plot)));
	const text = svg(curve);
	assert.match(text, "A &lt; B &amp; &quot;C&quot;");
	assert.match(text, "Frequency (Hz)");
	assert.match(text, "Error (%)");
	assert.match(svg(map), "Score (nA)");
	assert.match(text, "prefers-color-scheme: dark");
});

test("a logarithmic axis spaces decades evenly", () => {
	const points = svg(curve).match(/<polyline class="line c0" points="([^"]*)"/)![1];
	const [a, b, c] = points.split(" ").map(point => Number(point.split(",")[0]));
	assert.ok(b - a > 100);
	assert.ok(Math.abs(b - a - (c - b)) < 0.02);
});

test("data without a range, and values that a logarithm does not have, do not break a figure", () => {
	for (const scale of ["linear", "log"] as const) {
		const flat = svg({ ...curve, y: { label: "y", scale }, series: [{ label: "flat", x: [1, 2], y: [3, 3] }] });
		assert.not.match(flat, /NaN|Infinity/);
	}
	const zero = svg({ ...curve, y: { label: "y", scale: "log" }, series: [{ label: "zero", x: [1, 2], y: [0, 3] }] });
	assert.not.match(zero, /NaN|Infinity/);
});

test("the same numbers give the same bytes", () => {
	assert.is(svg(curve), svg(structuredClone(curve)));
	assert.is(svg(map), svg(structuredClone(map)));
});

test.run();
