import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { glyph } from "../../../host-sim/scene/font";
import { LetterPictures } from "../../../host-sim/toolchain/letter-pictures";
import { type DrawSample, type TrainingOptions, trainSoftmax } from "../../../host-sim/toolchain/trainer";

const options: TrainingOptions = {
	inputs: 3,
	classes: 3,
	steps: 500,
	batch: 16,
	rate: 0.05,
	decay: 0.001,
	programming: 0.05,
	floor: 0.1,
	scoreNoise: 0.01,
};

/** Class j: input j is large, the others are small. */
const oneOfThree: DrawSample = (random, inputs, at) => {
	const label = random.below(3);
	for (let i = 0; i < 3; i++) inputs[at + i] = (i === label ? 1 : 0.1) + 0.05 * random.gaussian();
	return label;
};

test("softmax regression finds the input that marks a class", () => {
	const { weights, loss } = trainSoftmax(oneOfThree, options, new Random(1));
	for (let j = 0; j < 3; j++)
		for (let i = 0; i < 3; i++)
			if (i !== j) assert.ok(weights[j * 3 + j] > weights[j * 3 + i] + 1, `class ${j}, input ${i}: ${weights}`);
	assert.ok(loss < 0.2, `loss ${loss}`);
});

test("labels that nothing marks cannot be learned: the loss stays at ln 3", () => {
	const nothing: DrawSample = (random, inputs, at) => {
		inputs.fill(0.5, at, at + 3);
		return random.below(3);
	};
	const { loss } = trainSoftmax(nothing, options, new Random(1));
	assert.ok(Math.abs(loss - Math.log(3)) < 0.1, `loss ${loss}`);
});

test("the same generator gives the same weights", () => {
	const first = trainSoftmax(oneOfThree, options, new Random(7)).weights;
	assert.equal(trainSoftmax(oneOfThree, options, new Random(7)).weights, first);
	assert.not.equal(trainSoftmax(oneOfThree, options, new Random(8)).weights, first);
});

test("an undisturbed picture is the letter", () => {
	const still = { shift: 0, strain: 0, blur: 0, ink: [1, 1], paper: 0, noise: 0 } as const;
	const letters = new LetterPictures(["R", "S"], still);
	const ink = new Uint8Array(50);
	letters.draw(1, new Random(1), ink, 25);
	assert.equal(
		ink.subarray(25),
		glyph("S").map(pixel => 255 * pixel),
	);
	assert.equal(ink.subarray(0, 25), new Uint8Array(25), "and nothing is drawn beside it");
});

test("a shift moves ink to the neighbour and out of the picture", () => {
	const ink = new Uint8Array(25);
	const letters = new LetterPictures(["I"], { shift: 0.5, strain: 0, blur: 0, ink: [1, 1], paper: 0, noise: 0 });
	const random = new Random(5);
	let moved = 0;
	for (let n = 0; n < 50; n++) {
		letters.draw(0, random, ink);
		// The stem of the I is column 2; what row 2 lacks there it has beside.
		const [left, stem, right] = ink.subarray(11, 14);
		assert.ok(Math.abs(left + stem + right - 255) <= 2);
		assert.ok(left === 0 || right === 0);
		if (stem < 230) moved++;
	}
	assert.ok(moved > 30);
});

test.run();
