import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { parseModel } from "../../../firmware/model/format";
import { LearningSensor } from "../../../host-sim/toolchain/learning-sensor";
import { trainEndToEnd, VisionLetters } from "../../../host-sim/toolchain/vision-letters";

const letters = new VisionLetters([..."ACHN"]);
const train = (steps: number, seed: number) =>
	trainEndToEnd(letters, { steps, spread: 0.3, noise: 0.05 }, new Random(seed));

test("kernels and weights learn together: the loss falls, and the same seed gives the same", () => {
	const before = train(10, 1);
	const after = train(200, 1);
	assert.ok(after.loss < 0.25 * before.loss, `${before.loss} to ${after.loss} nats`);
	assert.equal(train(10, 1), before);
	assert.not.equal(train(10, 2).sensor, before.sensor);
	assert.not.equal(after.sensor, before.sensor, "the kernels move");
	for (const { levels, scale } of after.sensor.kernels) {
		assert.is(scale, 15);
		assert.ok(levels.every(level => level >= -15 && level <= 15));
	}
});

test("a kernel follows the slope: what makes the loss fall makes its map so", () => {
	const options = { kernels: 1, bits: 8, spread: 0, noise: 0, gain: 128, pictureBits: 8, floor: 0, rate: 0.01 };
	const sensor = new LearningSensor(options, new Random(3));
	letters.drawInk(new Random(4));
	const inputs = new Float64Array(49);
	const total = (): number => {
		sensor.see(letters.ink, inputs, 0);
		return inputs.reduce((sum, value) => sum + value, 0);
	};
	const before = total();
	for (let n = 0; n < 20; n++) {
		total();
		// a loss that is the sum of all inputs
		sensor.back(new Float64Array(49).fill(1));
		sensor.step(1, 1);
	}
	assert.ok(total() < 0.8 * before, `${before} to ${total()}`);
});

test("the kernels that ship were trained with the crossbar that ships", () => {
	const { sensor, provenance, minimumMargin } = parseModel(new Uint8Array(readFileSync("firmware/model/edges.cim")));
	assert.is(provenance.tool, "cim train edges 1");
	assert.is(provenance.seed, 1);
	assert.is(sensor!.kernels.length, 2);
	assert.is(minimumMargin, 16);
});

test.run();
