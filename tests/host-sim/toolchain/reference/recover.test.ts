import { test } from "uvu";
import * as assert from "uvu/assert";
import { plainKernels } from "../../../../firmware/emulator/kernels/plain-kernels";
import { Random } from "../../../../firmware/math/random";
import type { BoltzmannMachine } from "../../../../host-sim/toolchain/network/graph";
import {
	coverPixels,
	flipPixels,
	pictureDistance,
	recoverPictures,
} from "../../../../host-sim/toolchain/reference/recover";

const SIZE = 6;
const LABELS = 3;
const random = new Random(5);
const reals = (count: number) => Float32Array.from({ length: count }, () => random.gaussian());
const machine: BoltzmannMachine = {
	name: "test",
	visible: SIZE + LABELS,
	hidden: 4,
	weights: reals((SIZE + LABELS) * 4),
	visibleBias: reals(SIZE + LABELS),
	hiddenBias: reals(4),
};
const pictures = Float32Array.from({ length: 5 * SIZE }, () => random.uniform());
const classes = Uint8Array.of(0, 1, 2, 1, 0);

test("covered pictures keep their first pixels and are as gray as the mean behind them", () => {
	const { pixels, known } = coverPixels(Float32Array.of(1, 0, 0, 0.5, 0.5, 0), 3, 2);
	assert.equal(
		Array.from(pixels, value => value.toFixed(4)),
		["1.0000", "0.0000", "0.3333", "0.5000", "0.5000", "0.3333"],
	);
	assert.equal(Array.from(known), [1, 1, 0, 1, 1, 0]);
});

test("flipped pixels are the other extreme, as many as asked for, the same ones for a seed", () => {
	const even = new Float32Array(20_000).fill(0.69);
	const { pixels, known } = flipPixels(even, 0.2, 1);
	const lost = known.reduce((sum, value) => sum + 1 - value, 0);
	assert.ok(Math.abs(lost - 4000) < 200, `${lost} of 4000`);
	assert.ok(pixels.every((value, i) => value === (known[i] ? even[i] : 1)));
	assert.ok(flipPixels(new Float32Array(10).fill(0.71), 1, 1).pixels.every(value => value === 0));
	assert.equal(flipPixels(even, 0.2, 1), { pixels, known });
	assert.not.equal(flipPixels(even, 0.2, 2).known, known);
});

test("distance is the mean over pictures of the length of the difference", () => {
	assert.is(pictureDistance(Float32Array.of(3, 4, 0, 1), Float32Array.of(0, 0, 0, 0), 2), 3);
});

/** As neurram-recipes.md section 4 writes it, unit by unit. */
function written(damaged: { pixels: Float32Array; known: Uint8Array }, steps: number): number[] {
	const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
	return Array.from(classes).flatMap((label, n) => {
		const label1 = [0, 1, 2].map(value => (value === label ? 1 : 0));
		let v = [...damaged.pixels.subarray(n * SIZE, (n + 1) * SIZE), ...label1];
		for (let step = 0; step < steps; step++) {
			const on = v.map(value => (value > 0.5 ? 1 : 0));
			const h = Array.from(machine.hiddenBias, (bias, j) =>
				sigmoid(on.reduce<number>((sum, value, i) => sum + value * machine.weights[i * 4 + j], bias)) > 0.5 ? 1 : 0,
			);
			v = Array.from(machine.visibleBias, (bias, i) =>
				sigmoid(h.reduce<number>((sum, value, j) => sum + value * machine.weights[i * 4 + j], bias)),
			);
			for (let i = 0; i < SIZE; i++) if (damaged.known[n * SIZE + i]) v[i] = pictures[n * SIZE + i];
			v = [...v.slice(0, SIZE), ...label1];
		}
		return v.slice(0, SIZE);
	});
}

test("a deterministic recovery is what the recipe writes", () => {
	const damaged = coverPixels(pictures, SIZE, 3);
	for (const steps of [1, 3]) {
		const found = recoverPictures(machine, pictures, classes, damaged, { deterministic: true, steps });
		for (const [i, value] of written(damaged, steps).entries())
			assert.ok(Math.abs(found[i] - value) < 1e-6, `pixel ${i}`);
	}
});

test("known pixels come out as they were; chance and noise follow the seed", () => {
	const damaged = flipPixels(pictures, 0.4, 2);
	const found = recoverPictures(machine, pictures, classes, damaged, { seed: 1 });
	assert.ok(found.every((value, i) => !damaged.known[i] || value === pictures[i]));
	assert.equal(recoverPictures(machine, pictures, classes, damaged, { seed: 1 }), found);
	assert.equal(recoverPictures(machine, pictures, classes, damaged, { seed: 1, kernels: plainKernels }), found);
	assert.not.equal(recoverPictures(machine, pictures, classes, damaged, { seed: 2 }), found);
	const noisy = recoverPictures(machine, pictures, classes, damaged, { deterministic: true, weightNoise: 0.5 });
	assert.not.equal(noisy, recoverPictures(machine, pictures, classes, damaged, { deterministic: true }));
});

test("units that the weights switch on for certain are found after one step, and each step's error is told", () => {
	const sure: BoltzmannMachine = {
		name: "sure",
		visible: 3,
		hidden: 1,
		weights: Float32Array.of(30, 30, 0),
		visibleBias: Float32Array.of(-15, -15, 0),
		hiddenBias: Float32Array.of(-15),
	};
	const whole = Float32Array.of(1, 1);
	const errors: number[] = [];
	const damaged = { pixels: Float32Array.of(1, 0), known: Uint8Array.of(1, 0) };
	const options = { steps: 2, afterStep: (_step: number, error: number) => errors.push(error) };
	recoverPictures(sure, whole, Uint8Array.of(0), damaged, options);
	assert.is(errors.length, 2);
	assert.ok(errors[0] < 1e-5 && errors[1] < 1e-5, errors.join());
});

test.run();
