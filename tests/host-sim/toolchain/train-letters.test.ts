import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { parseModel } from "../../../firmware/model/format";
import { idealScores, scoreCodes } from "../../../host-sim/toolchain/ideal-chip";
import { trainLetters } from "../../../host-sim/toolchain/train-letters";

for (const [name, least] of [
	["letters", 70],
	["alphabet", 45],
] as const) {
	const file = readFileSync(`firmware/model/${name}.cim`);
	const model = parseModel(file);

	// the alphabet takes three times as long: .ci/run trains it
	const trainsAnew = name === "letters" ? test : test.skip;
	trainsAnew(`training anew with the recorded seed gives the checked-in ${name}.cim byte for byte`, () => {
		const trained = trainLetters({ classes: model.labels.join(""), seed: model.provenance.seed });
		assert.equal(Buffer.from(trained.bytes), file);
		assert.ok(trained.accuracy > 0.999, `accuracy ${trained.accuracy}`);
		assert.ok(trained.smallestMargin >= least, `margin ${trained.smallestMargin}`);
		process.stdout.write(
			`\nmeasured: ${name}.cim ${file.length} bytes, held out ${(100 * trained.accuracy).toFixed(3)} %, smallest clean margin ${trained.smallestMargin} codes, 99.9 % of held-out pictures above ${trained.lowMargin}\n`,
		);
	});

	test(`${name}: one cell of each pair stays in its high-resistance state`, () => {
		for (let n = 0; n < model.codes.length; n += 2) assert.ok(model.codes[n] === 0 || model.codes[n + 1] === 0);
		assert.is(Math.max(...model.codes), 255);
	});

	test(`${name}: no score of a clean letter meets the converter's range, and the best is above four fifths of it`, () => {
		const { knownAnswer, fullScale } = model;
		const scores = scoreCodes(idealScores(model, knownAnswer.pictures, fmc), fullScale);
		assert.equal(scores, knownAnswer.scores);
		const largest = Math.max(...scores.map(Math.abs));
		assert.ok(largest > 100 && largest < 127, `largest ${largest}`);
	});
}

test("another seed gives another file, the same seed the same", () => {
	const first = trainLetters({ classes: "XY", seed: 1 }).bytes;
	assert.equal(trainLetters({ classes: "XY", seed: 1 }).bytes, first);
	assert.not.equal(trainLetters({ classes: "XY", seed: 2 }).bytes, first);
});

test("letters that come twice or that the font does not have are refused", () => {
	assert.throws(() => trainLetters({ classes: "AA", seed: 1 }), /at least two letters, each of them once/);
	assert.throws(() => trainLetters({ classes: "A", seed: 1 }), /at least two letters/);
	assert.throws(() => trainLetters({ classes: "A7", seed: 1 }), /no glyph for "7"/);
});

test.run();
