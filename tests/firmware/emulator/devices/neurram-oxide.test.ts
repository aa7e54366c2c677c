// Against the values that cim-peers.md section 4.1 and neurram.md section 2 give for the two fits of the same figure.
// Its column "39" is 39.26 uS, the end of the range, within a hundredth of a microsiemens.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { aihwkitFit, crossSimFit, NeurramOxideCell } from "../../../../firmware/emulator/devices/neurram-oxide";
import { Random } from "../../../../firmware/math/random";
import { statistics, within } from "../../../support/samples";

const DAY = 86_400;
const MICRO = 1e-6;
const DRAWS = 20_000;

const aihwkit = new NeurramOxideCell(aihwkitFit);
const crossSim = new NeurramOxideCell(crossSimFit);

/** Fit, seconds, and published standard deviations in microsiemens by conductance in microsiemens. */
const published: [string, NeurramOxideCell, number, [number, number][]][] = [
	[
		"CrossSim 1 s",
		crossSim,
		1,
		[
			[0, 1.05],
			[5, 1.97],
			[10, 2.41],
			[20, 2.36],
			[30, 1.82],
			[39.26, 1.68],
		],
	],
	[
		"aihwkit 1 s",
		aihwkit,
		1,
		[
			[0, 0.35],
			[5, 1.75],
			[10, 2.26],
			[15, 2.25],
			[20, 2.02],
			[30, 1.53],
			[39.26, 1.15],
			[40, 1.1],
		],
	],
	[
		"aihwkit 1 day",
		aihwkit,
		DAY,
		[
			[0, 0.7],
			[5, 2.76],
			[10, 3.72],
			[15, 4.0],
			[20, 3.91],
			[30, 3.37],
			[39.26, 2.73],
			[40, 2.65],
		],
	],
];

for (const [name, cell, seconds, values] of published)
	test(`${name}: standard deviation by conductance as published, in formula and in draws`, () => {
		const random = new Random(11);
		const measured: string[] = [];
		for (const [conductance, expected] of values) {
			const deviation = cell.deviation(conductance * MICRO, seconds) / MICRO;
			assert.ok(Math.abs(deviation - expected) <= 0.01, `${deviation} at ${conductance} uS, published ${expected}`);
			// Nearer to 0 S or to the end of the range than three deviations the limit shows.
			if (conductance < 3 * expected || conductance > 45 - 3 * expected) continue;
			const drawn = statistics(DRAWS, () => cell.relax(conductance * MICRO, seconds, random));
			measured.push(`${conductance} uS ${(drawn.deviation / MICRO).toFixed(2)} (${expected.toFixed(2)})`);
			assert.ok(within(drawn.deviation / MICRO, expected, 0.02), `${conductance} uS: ${drawn.deviation}`);
			assert.ok(Math.abs(drawn.mean / MICRO - conductance) < (5 * expected) / Math.sqrt(DRAWS));
		}
		console.log(`measured: ${name}, deviation in uS (published): ${measured.join(", ")}`);
	});

test("the largest deviations of the aihwkit fit are where the sheet has them", () => {
	const largest = (seconds: number) => {
		let best = 0;
		for (let g = 0; g <= 40; g++)
			if (aihwkit.deviation(g * MICRO, seconds) > aihwkit.deviation(best * MICRO, seconds)) best = g;
		return [best, aihwkit.deviation(best * MICRO, seconds) / MICRO];
	};
	const [atSecond, second] = largest(1);
	const [atDay, day] = largest(DAY);
	assert.ok(Math.abs(atSecond - 12) <= 1 && Math.abs(second - 2.3) < 0.01);
	assert.ok(Math.abs(atDay - 16) <= 1 && Math.abs(day - 4) < 0.01);
});

test("between measured times linear in the logarithm of time; fast first, then saturating; held outside", () => {
	const g = 20 * MICRO;
	const second = aihwkit.deviation(g, 1);
	const day = aihwkit.deviation(g, DAY);
	const twoDays = aihwkit.deviation(g, 2 * DAY);
	assert.ok(within(aihwkit.deviation(g, Math.sqrt(DAY)), (second + day) / 2, 1e-12));
	assert.is(aihwkit.deviation(g, 0), second);
	assert.is(aihwkit.deviation(g, 1e-3), second);
	assert.is(aihwkit.deviation(g, 30 * DAY), twoDays);
	assert.ok(within(twoDays, day, 0.06));
	let last = 0;
	for (let time = 1; time <= DAY; time *= 2) {
		const deviation = aihwkit.deviation(g, time);
		assert.ok(deviation > last);
		last = deviation;
	}
	assert.is(crossSim.deviation(g, DAY), crossSim.deviation(g, 1));
});

test("equal generators give one cell's course over time", () => {
	for (let seed = 0; seed < 50; seed++) {
		const early = aihwkit.relax(20 * MICRO, 1, new Random(seed)) - 20 * MICRO;
		const late = aihwkit.relax(20 * MICRO, DAY, new Random(seed)) - 20 * MICRO;
		assert.ok(early * late > 0 && Math.abs(late) > Math.abs(early), `seed ${seed}`);
	}
});

test("no conductance below 0 S, however small the target", () => {
	const random = new Random(3);
	for (let n = 0; n < 5000; n++) assert.ok(aihwkit.relax(0, DAY, random) >= 0);
});

test("about 1 % read noise", () => {
	assert.is(aihwkit.readNoise(30 * MICRO), 0.01 * (30 * MICRO));
});

test.run();
