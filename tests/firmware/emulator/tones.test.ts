import { test } from "uvu";
import * as assert from "uvu/assert";
import { evenTones, leakage, ToneError, TonePlan } from "../../../firmware/emulator/tones";

const identity = (matrix: Float64Array, count: number): number => {
	let worst = 0;
	for (let m = 0; m < count; m++)
		for (let k = 0; k < count; k++) worst = Math.max(worst, Math.abs(matrix[m * count + k] - (m === k ? 1 : 0)));
	return worst;
};

test("whole cycles do not leak, in phase or in quadrature", () => {
	for (const phases of ["newman", "equal"] as const) {
		const plan = evenTones(16, 1, 1, phases, 128);
		assert.ok(plan.orthogonal);
		const { inPhase, quadrature } = leakage(plan, plan);
		assert.ok(identity(inPhase, 16) < 1e-13);
		assert.ok(quadrature.every(value => Math.abs(value) < 1e-13));
	}
});

test("a tone between bins leaks by the sine cardinal of the distance", () => {
	const off = 0.1;
	const samples = 4096;
	const sent = new TonePlan(Float64Array.of(500 + off), Float64Array.of(0.3), samples);
	for (const distance of [0, 1, 2, 3]) {
		const received = new TonePlan(Float64Array.of(500 + distance), Float64Array.of(0.3), samples);
		const { inPhase, quadrature } = leakage(sent, received);
		const x = Math.PI * (distance - off);
		const expected = Math.abs(Math.sin(x) / x);
		const found = Math.sqrt(inPhase[0] ** 2 + quadrature[0] ** 2);
		assert.ok(Math.abs(found - expected) < 1e-3, `${distance} bins: ${found}, expected ${expected}`);
	}
});

test("a receiver a quarter turn off hears nothing in phase and all in quadrature", () => {
	const sent = evenTones(4, 3, 2, "newman", 64);
	const turned = new TonePlan(
		sent.cycles,
		sent.phases.map(phase => phase + 0.25),
		64,
	);
	const { inPhase, quadrature } = leakage(sent, turned);
	for (let k = 0; k < 4; k++) {
		assert.ok(Math.abs(inPhase[k * 5]) < 1e-13);
		assert.ok(Math.abs(Math.abs(quadrature[k * 5]) - 1) < 1e-13);
	}
});

test("fractions and repeated tones are not orthogonal", () => {
	assert.not(evenTones(4, 1, 0.5, "equal", 64).orthogonal);
	assert.not(evenTones(4, 1.5, 1, "equal", 64).orthogonal);
	assert.not(evenTones(4, 1, 0, "equal", 64).orthogonal);
});

test("tones outside the band are refused in words", () => {
	for (const [first, spacing] of [
		[0, 1],
		[-3, 1],
		[49, 1],
		[1, 5],
		[Number.NaN, 1],
	]) {
		try {
			evenTones(16, first, spacing, "equal", 128);
			assert.unreachable(`first ${first}, spacing ${spacing}`);
		} catch (error) {
			assert.instance(error, ToneError);
			assert.is((error as ToneError).code, "tone-out-of-band");
		}
	}
});

test("Newman phases keep the peak low", () => {
	const crest = (phases: "newman" | "equal"): number => {
		const plan = evenTones(16, 1, 1, phases, 1024);
		const wave = new Float64Array(1024);
		plan.source.synthesise(new Float64Array(16).fill(1), 1, wave);
		return Math.max(...wave.map(Math.abs)) / Math.sqrt(8);
	};
	assert.ok(Math.abs(crest("equal") - Math.sqrt(32)) < 1e-9);
	assert.ok(crest("newman") < 2, `${crest("newman")}`);
});

test.run();
