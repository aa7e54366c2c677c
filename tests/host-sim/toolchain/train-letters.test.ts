import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { parseModel } from "../../../firmware/model/format";
import { idealScores, scoreCodes } from "../../../host-sim/toolchain/ideal-chip";
import { trainLetters } from "../../../host-sim/toolchain/train-letters";

// the alphabet's takes three times as long: .ci/run trains it
test("training anew with the recorded seed gives the checked-in letters.cim byte for byte", () => {
	const file = readFileSync("firmware/model/letters.cim");
	const { labels, provenance } = parseModel(file);
	const trained = trainLetters({ classes: labels.join(""), seed: provenance.seed });
	assert.equal(Buffer.from(trained.bytes), file);
	assert.ok(trained.accuracy > 0.999, `accuracy ${trained.accuracy}`);
	assert.ok(trained.smallestMargin >= 70, `margin ${trained.smallestMargin}`);
	process.stdout.write(
		`\nmeasured: letters.cim ${file.length} bytes, held out ${(100 * trained.accuracy).toFixed(3)} %, smallest clean margin ${trained.smallestMargin} codes, 99.9 % of held-out pictures above ${trained.lowMargin}\n`,
	);
});

for (const name of ["letters", "alphabet"]) {
	const model = parseModel(readFileSync(`firmware/model/${name}.cim`));

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
