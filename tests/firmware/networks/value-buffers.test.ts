import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import type { Shape, Step } from "../../../firmware/model/network";
import { fusedQuantization, ValueBuffers } from "../../../firmware/networks/value-buffers";
import { inputsOf, valueForms } from "../../../firmware/networks/value-forms";

const window = { height: 1, width: 1, stride: 1, top: 0, left: 0 };
const input = { height: 4, width: 4, channels: 2, bits: 3, signed: false, zero: 0, scale: 255, unit: 1 / 7 };

function shape(channels: number): Shape {
	return { height: 4, width: 4, channels };
}

/** Steps of any kind on any earlier values that are whole. */
function randomSteps(random: Random): Step[] {
	const steps: Step[] = [];
	const reals: number[] = [];
	const count = 3 + random.below(12);
	while (steps.length < count) {
		const value = steps.length + 1;
		const channels = 1 + random.below(4);
		const any = random.below(value);
		const real = reals[random.below(reals.length)] ?? 0;
		const kind = random.below(5);
		if (kind === 0)
			steps.push({
				kind: "multiply",
				input: any,
				matrix: 0,
				window,
				offset: new Float32Array(0),
				shape: shape(channels),
			});
		else if (kind === 1)
			steps.push({
				...{ kind: "quantize", input: any, bits: 3, signed: random.below(2) === 1, unit: 1 },
				shape: shape(valueForms({ input, steps })[any].shape.channels),
			});
		else if (kind === 2 && real > 0)
			steps.push({
				...{ kind: "clip", input: real, least: 0, most: 1 },
				shape: shape(valueForms({ input, steps })[real].shape.channels),
			});
		else if (kind === 3 && real > 0)
			steps.push({
				...{ kind: "add", inputs: [real, real] },
				shape: shape(valueForms({ input, steps })[real].shape.channels),
			});
		else steps.push({ kind: "average", input: any, window, shape: shape(channels) });
		if (valueForms({ input, steps })[value].isReal) reals.push(value);
	}
	return steps;
}

test("no value is overwritten while a step will still take it", () => {
	const random = new Random(1);
	let saved = 0;
	for (let n = 0; n < 300; n++) {
		const steps = randomSteps(random);
		const forms = valueForms({ input, steps });
		const fused = fusedQuantization(steps);
		const buffers = new ValueBuffers(forms, steps, fused);
		const owner = new Map<ArrayBufferLike, number>();
		owner.set(buffers.values[0].buffer, 0);
		let whole = 0;
		for (const [index, step] of steps.entries()) {
			const value = index + 1;
			if (fused[value]) {
				assert.is(buffers.values[value].length, 0);
				continue;
			}
			const reader = fused[index] ? steps[index - 1] : step;
			for (const taken of inputsOf(reader))
				assert.is(owner.get(buffers.values[taken].buffer), taken, `value ${taken} is there for step ${index}`);
			const made = buffers.values[value];
			assert.is(made.length, forms[value].count);
			assert.is(made instanceof Float32Array, forms[value].isReal);
			if (reader.kind !== "clip" && reader.kind !== "add")
				for (const taken of inputsOf(reader)) assert.is.not(buffers.values[taken].buffer, made.buffer);
			owner.set(made.buffer, value);
			whole += made.byteLength;
		}
		assert.is(owner.get(buffers.values[0].buffer), 0, "the input stays");
		assert.is(owner.get(buffers.values[steps.length].buffer), steps.length);
		if (buffers.bytes < 0.7 * whole) saved++;
	}
	assert.ok(saved > 100, `room is used again (${saved} of 300 networks)`);
});

test("a multiply goes straight into its quantiser only where nobody else takes it", () => {
	const multiply: Step = {
		kind: "multiply",
		input: 0,
		matrix: 0,
		window,
		offset: new Float32Array(0),
		shape: shape(2),
	};
	const quantize: Step = { kind: "quantize", input: 1, bits: 3, signed: false, unit: 1, shape: shape(2) };
	const add: Step = { kind: "add", inputs: [1, 2], shape: shape(2) };
	assert.equal(fusedQuantization([multiply, quantize]), [false, true, false]);
	assert.equal(fusedQuantization([multiply, quantize, add]), [false, false, false, false]);
});

test.run();
