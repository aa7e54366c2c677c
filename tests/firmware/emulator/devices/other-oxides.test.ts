// CMO/HfOx (Falcone) and HfOx (Milo) against the values of cim-peers.md section 4.1.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ConductiveOxideCell } from "../../../../firmware/emulator/devices/conductive-oxide";
import { HafniumOxideCell } from "../../../../firmware/emulator/devices/hafnium-oxide";
import { Random } from "../../../../firmware/math/random";
import { statistics, within } from "../../../support/samples";

const MICRO = 1e-6;
const HOUR = 3600;
const DAY = 86_400;
const DRAWS = 20_000;

test("CMO/HfOx: programming error by acceptance window", () => {
	const random = new Random(5);
	for (const [window, slope, constant] of [
		["0.2 %", 0.00106879, 0.00081107],
		["2 %", 0.01129027, 0.01121854],
	] as const) {
		const cell = new ConductiveOxideCell(window);
		for (const conductance of [20, 50, 80]) {
			const expected = slope * conductance + constant;
			const drawn = statistics(DRAWS, () => cell.programmed(conductance * MICRO, random));
			assert.ok(within(drawn.deviation / MICRO, expected, 0.02), `${window} at ${conductance} uS`);
			assert.ok(Math.abs(drawn.mean / MICRO - conductance) < (5 * expected) / Math.sqrt(DRAWS));
		}
	}
});

test("CMO/HfOx: relaxation after an hour and a day as published, the same at every conductance", () => {
	const cell = new ConductiveOxideCell();
	const random = new Random(6);
	for (const [seconds, mean, deviation] of [
		[HOUR, -0.73, 0.76],
		[DAY, -1.01, 0.89],
	]) {
		assert.ok(Math.abs(cell.relaxationMean(seconds) / MICRO - mean) <= 0.0051);
		assert.ok(Math.abs(cell.relaxationDeviation(seconds) / MICRO - deviation) <= 0.0051);
		for (const conductance of [20, 80]) {
			const drawn = statistics(DRAWS, () => cell.relax(conductance * MICRO, seconds, random) / MICRO - conductance);
			console.log(
				`measured: CMO/HfOx ${conductance} uS after ${seconds} s: ${drawn.mean.toFixed(2)} +- ${drawn.deviation.toFixed(2)} uS (published ${mean} +- ${deviation})`,
			);
			assert.ok(Math.abs(drawn.mean - mean) < 0.03);
			assert.ok(Math.abs(drawn.deviation - deviation) < 0.02);
		}
	}
	assert.is(cell.relaxationMean(0.1), 0);
	assert.is(cell.relaxationDeviation(0), cell.relaxationDeviation(1));
});

test("CMO/HfOx: read noise grows with the logarithm of conductance and the root of that of time", () => {
	const cell = new ConductiveOxideCell();
	for (const [conductance, seconds] of [
		[10, 1],
		[50, HOUR],
		[88, DAY],
	]) {
		const expected = 0.0277 * Math.log10(conductance) * Math.sqrt(Math.log((seconds + 1e-6) / 2e-6));
		assert.ok(within(cell.readNoise(conductance * MICRO, seconds) / MICRO, expected, 1e-9));
	}
	assert.is(cell.readNoise(0.5 * MICRO, 1), 0);
	assert.is(cell.readNoise(50 * MICRO, 0), 0);
});

test("HfOx of Milo: programming error 4.3 uS at 50 uS to 2.7 uS at 225 uS", () => {
	const cell = new HafniumOxideCell();
	const random = new Random(7);
	for (const [conductance, expected] of [
		[50, 4.3],
		[225, 2.7],
	]) {
		assert.ok(Math.abs(cell.deviation(conductance * MICRO) / MICRO - expected) < 0.05);
		const drawn = statistics(DRAWS, () => cell.programmed(conductance * MICRO, random)).deviation / MICRO;
		console.log(`measured: HfOx of Milo at ${conductance} uS: ${drawn.toFixed(2)} uS (published ${expected})`);
		assert.ok(within(drawn, expected, 0.04));
	}
	assert.is(cell.relax(1e-4), 1e-4);
});

test("HfOx of Milo: the fundamental of a sine through its curve, against the integral over one period", () => {
	const cell = new HafniumOxideCell();
	for (const conductance of [60e-6, 120e-6, 220e-6])
		for (const amplitude of [0.002, 0.1, 0.5]) {
			const steps = 4096;
			let sum = 0;
			for (let n = 0; n < steps; n++) {
				const wave = Math.cos((2 * Math.PI * n) / steps);
				sum += cell.current(amplitude * wave, conductance) * wave;
			}
			const expected = (2 * sum) / steps / (amplitude * conductance);
			assert.ok(
				within(cell.fundamentalGain(amplitude, conductance), expected, 1e-9),
				`${conductance} S, ${amplitude} V`,
			);
		}
});

test.run();
