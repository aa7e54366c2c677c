import { test } from "uvu";
import * as assert from "uvu/assert";
import { OxideCell } from "../../../../firmware/emulator/devices/oxide";
import { fmc } from "../../../../firmware/emulator/profiles/fmc";
import { Random } from "../../../../firmware/math/random";

const cell = new OxideCell(fmc.device);

test("the fundamental of a sine through sinh, against the integral over one period", () => {
	for (const amplitude of [0.001, 0.02, 0.05, 0.1, 0.2]) {
		const steps = 4096;
		let sum = 0;
		for (let n = 0; n < steps; n++) {
			const wave = Math.cos((2 * Math.PI * n) / steps);
			sum += fmc.device.nonlinearVoltage * Math.sinh((amplitude * wave) / fmc.device.nonlinearVoltage) * wave;
		}
		const expected = (2 * sum) / steps / amplitude;
		assert.ok(Math.abs(cell.fundamentalGain(amplitude) / expected - 1) < 1e-12, `${amplitude} V`);
	}
	assert.is(cell.fundamentalGain(0), 1);
});

test("linear within 1 % up to 50 mV, as the paper says", () => {
	assert.ok(cell.fundamentalGain(0.05) - 1 < 0.01);
	assert.ok(cell.fundamentalGain(0.1) - 1 > 0.03);
});

test("a pulse moves towards the target, by its part of the distance on average", () => {
	const random = new Random(1);
	for (const [from, to, response] of [
		[2e-4, 8e-4, fmc.device.set],
		[8e-4, 2e-4, fmc.device.reset],
	] as const) {
		let sum = 0;
		let squares = 0;
		const count = 20000;
		for (let n = 0; n < count; n++) {
			const moved = (cell.pulse(from, from, to, random) - from) / (to - from);
			sum += moved;
			squares += moved * moved;
		}
		const mean = sum / count;
		const granular = (response.granularity * to) / (to - from);
		const expected = Math.sqrt((response.gain * response.spread) ** 2 + granular ** 2);
		assert.ok(Math.abs(mean - response.gain) < (4 * expected) / Math.sqrt(count), `mean ${mean}`);
		const deviation = Math.sqrt(squares / count - mean * mean);
		assert.ok(Math.abs(deviation / expected - 1) < 0.03, `deviation ${deviation}, expected ${expected}`);
	}
});

test("conductances stay between the lowest and the highest state that the paper measured", () => {
	const random = new Random(2);
	for (let n = 0; n < 1000; n++) {
		const up = cell.pulse(3e-3, 1e-3, 3e-3, random);
		const down = cell.pulse(8e-5, 3e-3, 8e-5, random);
		assert.ok(up <= 1 / 300 && up >= 1 / 13000);
		assert.ok(down <= 1 / 300 && down >= 1 / 13000);
	}
});

test("read noise is a part of the conductance", () => {
	assert.is(cell.readNoise(1e-3), fmc.device.read * 1e-3);
	assert.is(cell.readNoise(0), 0);
});

test.run();
