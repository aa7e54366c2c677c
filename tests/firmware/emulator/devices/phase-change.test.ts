// Phase-change memory against the values of cim-peers.md section 4.1 (aihwkit PCMLike, Nandakumar 2019).
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DRIFT_START, PhaseChangeCell } from "../../../../firmware/emulator/devices/phase-change";
import { Random } from "../../../../firmware/math/random";
import { statistics, within } from "../../../support/samples";

const MICRO = 1e-6;
const DAY = 86_400;
const DRAWS = 20_000;
const cell = new PhaseChangeCell();

test("programming error from 0.26 to 1.08 uS", () => {
	const random = new Random(1);
	let largest = 0;
	for (let g = 0; g <= 25; g += 0.25) largest = Math.max(largest, cell.deviation(g * MICRO) / MICRO);
	assert.ok(Math.abs(cell.deviation(0) / MICRO - 0.26) <= 0.0051);
	assert.ok(Math.abs(largest - 1.08) <= 0.0064);
	const measured: string[] = [];
	for (const x of [0.2, 0.5, 0.8]) {
		const expected = 0.26348 + 1.965 * x - 1.1731 * x * x;
		const drawn = statistics(DRAWS, () => cell.programmed(x * 25 * MICRO, random));
		measured.push(`${25 * x} uS ${(drawn.deviation / MICRO).toFixed(2)} (${expected.toFixed(2)})`);
		assert.ok(within(drawn.deviation / MICRO, expected, 0.02), `${drawn.deviation}`);
		assert.ok(Math.abs(drawn.mean / MICRO - 25 * x) < (5 * expected) / Math.sqrt(DRAWS));
	}
	console.log(`measured: phase change, programming error in uS (published): ${measured.join(", ")}`);
});

test("drift exponents from 0.049 to 0.10 with a spread of each conductance's own", () => {
	assert.ok(within(cell.driftMean(25 * MICRO), 0.049, 1e-12));
	assert.ok(within(cell.driftMean(1e-9), 0.1, 1e-12));
	assert.ok(within(cell.driftDeviation(25 * MICRO), 0.008, 1e-12));
	assert.ok(within(cell.driftDeviation(1e-9), 0.045, 1e-12));
	const random = new Random(2);
	for (const x of [0.05, 0.2, 1]) {
		const g = x * 25 * MICRO;
		const mean = Math.min(0.1, Math.max(0.049, -0.0155 * Math.log(x) + 0.0244));
		const deviation = Math.min(0.045, Math.max(0.008, -0.0125 * Math.log(x) - 0.0059));
		const drawn = statistics(DRAWS, () => -Math.log(cell.relax(g, DAY, random) / g) / Math.log(DAY / DRIFT_START));
		console.log(
			`measured: phase change at ${25 * x} uS, drift exponent ${drawn.mean.toFixed(4)} +- ${drawn.deviation.toFixed(4)} (formula ${mean.toFixed(4)} +- ${deviation.toFixed(4)})`,
		);
		assert.ok(within(drawn.mean, mean, 0.01), `mean ${drawn.mean}, formula ${mean}`);
		assert.ok(within(drawn.deviation, deviation, 0.03), `deviation ${drawn.deviation}, formula ${deviation}`);
	}
});

test("a cell drifts along one power law: G (t / 20 s)^-nu, nothing before 20 s", () => {
	const g = 10 * MICRO;
	for (let seed = 0; seed < 20; seed++) {
		const exponent = (t: number) => -Math.log(cell.relax(g, t, new Random(seed)) / g) / Math.log(t / DRIFT_START);
		assert.ok(Math.abs(exponent(100) - exponent(DAY)) < 1e-12);
		assert.is(cell.relax(g, DRIFT_START, new Random(seed)), g);
		assert.is(cell.relax(g, 0, new Random(seed)), g);
	}
});

test("read noise: a part of the conductance that grows with time, at most a fifth before that", () => {
	for (const [x, seconds] of [
		[1, 20],
		[0.3, DAY],
		[0.001, 20],
	]) {
		const relative = Math.min(0.0088 / x ** 0.65, 0.2) * Math.sqrt(Math.log((seconds + 250e-9) / 500e-9));
		assert.ok(within(cell.readNoise(x * 25 * MICRO, seconds) / (x * 25 * MICRO), relative, 1e-9));
	}
	assert.is(cell.readNoise(0), 0);
	assert.is(cell.readNoise(25 * MICRO), cell.readNoise(25 * MICRO, DRIFT_START));
});

test.run();
