// SONOS cells against the values of cim-peers.md section 4.1; currents at the assumed read voltage.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FloatingGateCell, READ_VOLTAGE } from "../../../../firmware/emulator/devices/floating-gate";
import { Random } from "../../../../firmware/math/random";
import { statistics, within } from "../../../support/samples";

const NANO = 1e-9;
const FIVE_DAYS = 5 * 86_400;
const DRAWS = 20_000;
const cell = new FloatingGateCell();

test("errors of the current just after programming and after five days as published", () => {
	const random = new Random(1);
	for (const [name, seconds, a, b] of [
		["fresh", 0, 19.9, 176],
		["after 5 days", FIVE_DAYS, 34.6, 207],
	] as const) {
		for (const current of [200, 800, 1600]) {
			const expected = a * (1 - Math.exp(-current / b));
			const g = (current * NANO) / READ_VOLTAGE;
			const drawn = statistics(
				DRAWS,
				() => (cell.relax(cell.programmed(g, random), seconds, random) * READ_VOLTAGE) / NANO,
			);
			console.log(
				`measured: SONOS ${name}, ${current} nA: +- ${drawn.deviation.toFixed(1)} nA (published ${expected.toFixed(1)})`,
			);
			assert.ok(within(cell.deviation(g, seconds), (expected * NANO) / READ_VOLTAGE, 1e-9));
			assert.ok(within(drawn.deviation, expected, 0.02), `${drawn.deviation} nA, published ${expected}`);
			assert.ok(Math.abs(drawn.mean - current) < (6 * expected) / Math.sqrt(DRAWS));
		}
	}
});

test("the errors grow from one to the other and stay after five days", () => {
	const g = 10e-6;
	let last = cell.deviation(g, 0);
	for (let time = 60; time < FIVE_DAYS; time *= 3) {
		const deviation = cell.deviation(g, time);
		assert.ok(deviation > last);
		last = deviation;
	}
	assert.is(cell.deviation(g, 10 * FIVE_DAYS), cell.deviation(g, FIVE_DAYS));
});

test("read noise of the current", () => {
	const expected = 12.6 * (1 - Math.exp(-1000 / 215));
	assert.ok(within((cell.readNoise(1e-6 / READ_VOLTAGE) * READ_VOLTAGE) / NANO, expected, 1e-9));
	assert.is(cell.readNoise(0), 0);
});

test.run();
