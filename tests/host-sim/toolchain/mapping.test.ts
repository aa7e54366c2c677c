import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { type FmcProfile, fmc, fmc26 } from "../../../firmware/emulator/profiles/fmc";
import { parseModel } from "../../../firmware/model/format";
import { CoreRunner } from "../../../host-sim/toolchain/core-runner";
import { pixelCode } from "../../../host-sim/toolchain/ideal-chip";
import { mapWeights } from "../../../host-sim/toolchain/map-weights";

const letters = parseModel(new Uint8Array(readFileSync("firmware/model/letters.cim")));
const quiet: FmcProfile = {
	...fmc,
	noise: { amplitude: 0 },
	device: { ...fmc.device, programming: 0, programmingModel: "gaussian", read: 0 },
	converter: { ...fmc.converter, offset: 0, gain: 0 },
};

test("a weight takes the positive or the negative cell of its pair; the largest takes the whole range", () => {
	const weights = Float64Array.of(1, -0.5, 0, -2, 0.004, 2); // two classes of three inputs
	assert.equal([...mapWeights(weights, 2, 8)], [128, 0, 0, 255, 0, 64, 1, 0, 0, 0, 255, 0]);
	assert.equal([...mapWeights(weights, 2, 1)], [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]);
	assert.equal([...mapWeights(new Float64Array(4), 2, 8)], new Array(8).fill(0));
});

test("ink 0 and 255 are the ends of every code, and codes rise with ink", () => {
	for (const bits of [1, 2, 4, 8]) {
		assert.is(pixelCode(0, bits), 0);
		assert.is(pixelCode(255, bits), 2 ** bits - 1);
		for (let ink = 1; ink < 256; ink++) assert.ok(pixelCode(ink, bits) >= pixelCode(ink - 1, bits));
	}
	assert.is(pixelCode(8, 4), 0);
	assert.is(pixelCode(9, 4), 1);
});

test("the emulated chip without noise gives the scores of the formula", () => {
	const scores = new CoreRunner(letters, createFmcCore(quiet), 1).read(letters.knownAnswer.pictures, 1);
	let most = 0;
	scores.forEach((score, n) => {
		most = Math.max(most, Math.abs(score - letters.knownAnswer.scores[n]));
	});
	// Cells are held in steps of 1 nS: a score next to the edge of a code may fall to the other side.
	assert.ok(most <= 1, `off by ${most} codes`);
	assert.ok(scores.filter((score, n) => score !== letters.knownAnswer.scores[n]).length <= 3);
});

test("nine labels on a chip of 26 give the same answers", () => {
	const wide = createFmcCore({ ...quiet, classes: fmc26.classes });
	assert.equal(
		new CoreRunner(letters, wide, 1).read(letters.knownAnswer.pictures, 1),
		new CoreRunner(letters, createFmcCore(quiet), 1).read(letters.knownAnswer.pictures, 1),
	);
});

test("a shot is a function of chip and seed", () => {
	const shot = (chip: number, seed: number) =>
		new CoreRunner(letters, createFmcCore(fmc), chip).read(letters.knownAnswer.pictures, seed);
	assert.equal(shot(1, 2), shot(1, 2));
	assert.not.equal(shot(1, 2), shot(1, 3));
	assert.not.equal(shot(1, 2), shot(2, 2));
	const chip = new CoreRunner(letters, createFmcCore(fmc), 1);
	chip.read(letters.knownAnswer.pictures, 9);
	assert.equal(chip.read(letters.knownAnswer.pictures, 2), shot(1, 2), "and not of the shots before");
});

test.run();
