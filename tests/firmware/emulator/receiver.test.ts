import { test } from "uvu";
import * as assert from "uvu/assert";
import { Receiver } from "../../../firmware/emulator/receiver";
import { evenTones, leakage, TonePlan } from "../../../firmware/emulator/tones";
import { Random } from "../../../firmware/math/random";

const TONES = 8;
const LINES = 3;
const SAMPLES = 64;
const NONE = new Float64Array(TONES * LINES);

const amplitudes = (seed: number): Float64Array => {
	const random = new Random(seed);
	return Float64Array.from({ length: TONES * LINES }, () => random.gaussian());
};

test("an orthogonal plan goes through untouched", () => {
	const receiver = new Receiver(TONES, SAMPLES, false, 0);
	const plan = evenTones(TONES, 1, 1, "newman", SAMPLES);
	receiver.tune(plan, plan);
	assert.not(receiver.leaks);
	const values = amplitudes(1);
	receiver.receive(values, NONE, LINES, NONE);
	assert.equal(values, amplitudes(1));
});

test("signals leak into their neighbours, noise stays where it is", () => {
	const receiver = new Receiver(TONES, SAMPLES, false, 0);
	const plan = evenTones(TONES, 1, 0.9, "newman", SAMPLES);
	receiver.tune(plan, plan);
	assert.ok(receiver.leaks);
	const clean = amplitudes(2);
	const noise = amplitudes(3).map(value => 0.01 * value);
	const values = clean.map((value, n) => value + noise[n]);
	receiver.receive(values, NONE, LINES, clean);
	const { inPhase } = leakage(plan, plan);
	for (let m = 0; m < TONES; m++)
		for (let line = 0; line < LINES; line++) {
			let expected = noise[m * LINES + line];
			for (let k = 0; k < TONES; k++) expected += inPhase[m * TONES + k] * clean[k * LINES + line];
			assert.ok(Math.abs(values[m * LINES + line] - expected) < 1e-12);
		}
});

test("a spectrum analyser sees magnitudes: the sign is lost, noise in quadrature adds", () => {
	const receiver = new Receiver(TONES, SAMPLES, true, 0);
	const plan = evenTones(TONES, 1, 1, "newman", SAMPLES);
	receiver.tune(plan, plan);
	const values = amplitudes(4);
	const quadrature = amplitudes(5);
	receiver.receive(values, quadrature.slice(), LINES, NONE);
	amplitudes(4).forEach((value, n) => {
		assert.ok(Math.abs(values[n] - Math.hypot(value, quadrature[n])) < 1e-15);
	});
});

test("magnitudes do not care for the receiver's phase", () => {
	const receiver = new Receiver(TONES, SAMPLES, true, 0);
	const plan = evenTones(TONES, 1, 1, "newman", SAMPLES);
	const turned = new TonePlan(
		plan.cycles,
		plan.phases.map((phase, k) => phase + 0.13 * k),
		SAMPLES,
	);
	receiver.tune(plan, turned);
	const values = amplitudes(6);
	receiver.receive(values, NONE.slice(), LINES, values.slice());
	amplitudes(6).forEach((value, n) => {
		assert.ok(Math.abs(values[n] - Math.abs(value)) < 1e-12);
	});
});

test("a converter in front of the demodulator: many bits are transparent, few are not", () => {
	const plan = evenTones(TONES, 1, 1, "newman", SAMPLES);
	const error = (bits: number): number => {
		const receiver = new Receiver(TONES, SAMPLES, false, bits);
		receiver.tune(plan, plan);
		const values = amplitudes(7);
		receiver.receive(values, NONE, LINES, NONE);
		let sum = 0;
		amplitudes(7).forEach((value, n) => {
			sum += (values[n] - value) ** 2;
		});
		return Math.sqrt(sum / values.length);
	};
	assert.ok(error(12) < 1e-3, `${error(12)}`);
	assert.ok(error(8) < 0.01 && error(8) > error(12));
	assert.ok(error(2) > 0.05, `${error(2)}`);
});

test.run();
