import { test } from "uvu";
import * as assert from "uvu/assert";
import { Activation, ConverterKind } from "../../../../firmware/accelerator/registers";
import type { OperatingPoint } from "../../../../firmware/emulator/core";
import { Neuron } from "../../../../firmware/emulator/neurram/neuron";
import { createNeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import { neurram } from "../../../../firmware/emulator/profiles/neurram";

const { counts } = neurram.neuron;
const STEP = 0.075;

function neuron(changes: Partial<OperatingPoint>, stepOffset = 0.045): Neuron {
	const made = new Neuron(counts);
	made.set({ ...createNeurramCore(neurram).point, ...changes }, stepOffset, 0);
	return made;
}

test("charge decrement: code k is k + 1/2 steps, from -99.5 to 99.5, and beyond that it is clipped", () => {
	const linear = neuron({});
	const code = (steps: number) => linear.convert(steps * STEP);
	assert.equal([0, 0.5, 0.99, 1.01, 50.5, 99.4].map(code), [0, 0, 0, 1, 50, 99]);
	assert.equal([-0.01, -0.99, -1.01, -50.5, -99.4].map(code), [-1, -1, -2, -51, -100]);
	assert.is(linear.clipped, 0);
	assert.equal([100.5, 1e6, -100.5].map(code), [99, 99, -100]);
	assert.is(linear.clipped, 3);
	assert.is(linear.steps, 100, "the slowest conversion took all steps");
});

test("steps up and down differ as they are set, and by the offset between them", () => {
	const uneven = neuron({}, 0.0468);
	assert.is(uneven.convert(10.5 * 0.0768), 10, "positive charge goes down in steps of 30 mV and the offset");
	assert.is(uneven.convert(-10.5 * 0.0732), -11, "negative charge goes up in steps of 120 mV less the offset");
});

test("binary search gives the codes of the decrement as long as both have the range, with a decision a bit", () => {
	const linear = neuron({});
	for (const outputBits of [5, 8]) {
		const search = neuron({ converter: ConverterKind.BINARY_SEARCH, outputBits });
		const range = 2 ** (outputBits - 1);
		for (let steps = -range + 0.25; steps < range; steps += 0.5)
			if (Math.abs(steps) < 99) assert.is(search.convert(steps * STEP), linear.convert(steps * STEP), `${steps} steps`);
		assert.is(search.steps, outputBits);
		assert.is(search.clipped, 0);
		assert.equal([search.convert(1e3), search.convert(-1e3)], [range - 1, -range]);
		assert.is(search.clipped, 2);
	}
});

test("ReLU is the linear code above zero", () => {
	const linear = neuron({});
	const relu = neuron({ activation: Activation.RELU });
	for (let charge = -8; charge < 8; charge += 0.31)
		assert.is(relu.convert(charge), Math.max(linear.convert(charge), 0), `${charge} V`);
});

test("tanh and sigmoid count every step to 35, every second to 40, every third to 43, every fourth to 45", () => {
	const tanh = neuron({ activation: Activation.TANH });
	const sigmoid = neuron({ activation: Activation.SIGMOID });
	const counted = new Map([
		[0, 0],
		[34, 34],
		[35, 35],
		[36, 35],
		[37, 36],
		[44, 39],
		[45, 40],
		[48, 41],
		[53, 42],
		[54, 43],
		[58, 44],
		[62, 45],
		[90, 45],
		[99, 45],
	]);
	for (const [steps, count] of counted) {
		assert.is(tanh.convert((steps + 0.5) * STEP), count, `${steps} steps`);
		assert.is(sigmoid.convert((steps + 0.5) * STEP), 45 + count);
		assert.is(tanh.convert(-(steps + 0.5) * STEP) + count, 0);
		assert.is(sigmoid.convert(-(steps + 0.5) * STEP), 45 - count);
	}
});

test("the stochastic neuron keeps the sign alone", () => {
	const binary = neuron({ activation: Activation.STOCHASTIC });
	assert.equal(
		[-1, -1e-9, 0, 1e-9, 1].map(charge => binary.convert(charge)),
		[0, 0, 1, 1, 1],
	);
});

test.run();
