import { test } from "uvu";
import * as assert from "uvu/assert";
import { TransimpedanceAmplifiers } from "../../../firmware/emulator/amplifier";
import { evenTones } from "../../../firmware/emulator/tones";
import { Random } from "../../../firmware/math/random";

const TONES = 16;
const SAMPLES = 128;

test("below the limit a voltage is resistance times current, exactly", () => {
	const amplifiers = new TransimpedanceAmplifiers(625, 1, TONES, SAMPLES);
	const plan = evenTones(TONES, 1, 1, "newman", SAMPLES);
	const random = new Random(1);
	const currents = Float64Array.from({ length: 3 * TONES }, () => 1e-6 * random.gaussian());
	const voltages = currents.slice();
	amplifiers.amplify(voltages, 3, plan);
	assert.is(amplifiers.saturated, 0);
	assert.equal(
		voltages,
		currents.map(current => 625 * current),
	);
});

test("above the limit a line is clipped in time: against a plain oracle, others untouched", () => {
	const amplifiers = new TransimpedanceAmplifiers(1000, 0.5, TONES, SAMPLES);
	const plan = evenTones(TONES, 1, 1, "newman", SAMPLES);
	const signals = new Float64Array(2 * TONES);
	for (let k = 0; k < TONES; k++) {
		signals[2 * k] = 1e-5;
		signals[2 * k + 1] = 2e-4;
	}
	amplifiers.amplify(signals, 2, plan);
	assert.is(amplifiers.saturated, 1);
	for (let k = 0; k < TONES; k++) {
		assert.is(signals[2 * k], 1000 * 1e-5);
		let sum = 0;
		for (let n = 0; n < SAMPLES; n++) {
			let wave = 0;
			for (let m = 0; m < TONES; m++)
				wave += 0.2 * Math.cos(2 * Math.PI * ((plan.cycles[m] * n) / SAMPLES + plan.phases[m]));
			const clipped = Math.max(-0.5, Math.min(0.5, wave));
			sum += (2 / SAMPLES) * clipped * Math.cos(2 * Math.PI * ((plan.cycles[k] * n) / SAMPLES + plan.phases[k]));
		}
		assert.ok(Math.abs(signals[2 * k + 1] - sum) < 1e-12, `tone ${k}`);
		assert.ok(signals[2 * k + 1] < 0.2);
	}
});

test("amplitudes that could meet the limit but do not are left exact", () => {
	const amplifiers = new TransimpedanceAmplifiers(1000, 1, TONES, SAMPLES);
	const plan = evenTones(TONES, 1, 1, "newman", SAMPLES);
	const signals = new Float64Array(TONES).fill(1e-4);
	amplifiers.amplify(signals, 1, plan); // amplitudes add up to 1.6 V, the Newman peak is about 0.5 V
	assert.is(amplifiers.saturated, 0);
	assert.ok(signals.every(value => value === 1000 * 1e-4));
});

test.run();
