import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { type FmcProfile, fmc, fmc26 } from "../../../firmware/emulator/profiles/fmc";
import { parseModel } from "../../../firmware/model/format";
import { knownAnswerDifference } from "../../../firmware/model/known-answer";
import type { Model } from "../../../firmware/model/model";
import { CoreRunner } from "../../../host-sim/toolchain/core-runner";

const cases: [string, FmcProfile][] = [
	["letters", fmc],
	["alphabet", fmc26],
];
const CHIPS = 40;

/** The known shot on a noisy chip. */
function answer(model: Model, profile: FmcProfile, seed: number): Int8Array {
	return new CoreRunner(model, createFmcCore(profile), seed).read(model.knownAnswer.pictures, seed);
}

test("the difference is the root mean square over all scores", () => {
	const known = { pictures: new Uint8Array(0), scores: Int8Array.of(10, -10, 0, 5), tolerance: 1 };
	assert.is(knownAnswerDifference(known, Int8Array.of(10, -10, 0, 5)), 0);
	assert.is(knownAnswerDifference(known, Int8Array.of(13, -10, 4, 5)), 2.5);
	assert.is(knownAnswerDifference(known, Int8Array.of(10, -10, 0)), Number.POSITIVE_INFINITY);
});

for (const [name, profile] of cases) {
	const model = parseModel(new Uint8Array(readFileSync(`firmware/model/${name}.cim`)));
	const known = model.knownAnswer;
	const labels = model.labels.length;

	test(`${name}: healthy chips with noise and programming error pass, chips that are 10 % off in gain fail`, () => {
		let healthy = 0;
		let nearest = Infinity;
		for (let seed = 1; seed <= CHIPS; seed++) {
			const scores = answer(model, profile, seed);
			healthy = Math.max(healthy, knownAnswerDifference(known, scores));
			for (const gain of [0.9, 1.1])
				nearest = Math.min(
					nearest,
					knownAnswerDifference(
						known,
						scores.map(score => Math.min(127, Math.round(score * gain))),
					),
				);
		}
		process.stdout.write(
			`\nmeasured: ${name}, ${CHIPS} chips: healthy at most ${healthy.toFixed(2)}, 10 % gain at least ${nearest.toFixed(2)}, allowed ${known.tolerance}\n`,
		);
		assert.ok(healthy < known.tolerance);
		assert.ok(nearest > known.tolerance);
	});

	test(`${name}: a dead label, two swapped labels and a column of cells that stays off fail, whichever it is`, () => {
		const scores = answer(model, profile, 1);
		for (let j = 0; j < labels; j++) {
			const other = (j + 1) % labels;
			const dead = scores.map((score, n) => (n % labels === j ? 0 : score));
			assert.ok(knownAnswerDifference(known, dead) > known.tolerance, `dead ${model.labels[j]}`);
			const swapped = scores.map((score, n) =>
				n % labels === j ? scores[n - j + other] : n % labels === other ? scores[n - other + j] : score,
			);
			assert.ok(knownAnswerDifference(known, swapped) > known.tolerance, `swapped ${model.labels[j]}`);
		}
		for (let column = 0; column < 2 * labels; column++) {
			const codes = model.codes.map((code, n) => (n % (2 * labels) === column ? 0 : code));
			const off = answer({ ...model, codes }, profile, 1);
			assert.ok(knownAnswerDifference(known, off) > known.tolerance, `column ${column} off`);
		}
	});
}

test.run();
