import { test } from "uvu";
import * as assert from "uvu/assert";
import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { deviceModels } from "../../../firmware/emulator/profiles/fmc-devices";
import { parseModel } from "../../../firmware/model/format";
import { knownAnswerDifference } from "../../../firmware/model/known-answer";
import { outfitFor, outfitWithModel } from "../../../host-sim/device";
import { CoreRunner } from "../../../host-sim/toolchain/core-runner";
import { idealScores, scoreCodes } from "../../../host-sim/toolchain/ideal-chip";

const CHIPS = 30;
const trained = parseModel(outfitFor("").modelFile);
const largest = (scores: Float64Array) => scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);

for (const cells of deviceModels.filter(model => model !== "rram"))
	for (const text of ["", undefined]) {
		const { profile, modelFile } = outfitFor(text, cells);
		const model = parseModel(modelFile);
		const labels = model.labels.length;

		test(`${cells}, ${labels} letters: the trained codes, the converter's range in the same proportion to the scores`, () => {
			const own = parseModel(outfitFor(text).modelFile);
			assert.equal(model.codes, own.codes);
			const { pictures } = model.knownAnswer;
			assert.equal(pictures, own.knownAnswer.pictures);
			const scores = idealScores(model, pictures, profile);
			const part = largest(scores) / (model.fullScale * 1e-12);
			const ownPart = largest(idealScores(own, pictures, fmc)) / (own.fullScale * 1e-12);
			assert.ok(Math.abs(part / ownPart - 1) < 1e-3, `${part}, on the paper's cells ${ownPart}`);
			assert.equal(model.knownAnswer.scores, scoreCodes(scores, model.fullScale));
		});

		test(`${cells}, ${labels} letters: healthy chips pass the known answer, swapped labels fail`, () => {
			const known = model.knownAnswer;
			let healthy = 0;
			let swapped = Infinity;
			for (let seed = 1; seed <= CHIPS; seed++) {
				const scores = new CoreRunner(model, createFmcCore(profile), seed).read(known.pictures, seed);
				healthy = Math.max(healthy, knownAnswerDifference(known, scores));
				for (let j = 0; j < labels; j++) {
					const other = (j + 1) % labels;
					const wrong = scores.map((score, n) =>
						n % labels === j ? scores[n - j + other] : n % labels === other ? scores[n - other + j] : score,
					);
					swapped = Math.min(swapped, knownAnswerDifference(known, wrong));
				}
			}
			console.log(
				`measured: ${profile.name}, ${CHIPS} chips: healthy at most ${healthy.toFixed(2)} codes, swapped labels at least ${swapped.toFixed(2)}, allowed ${known.tolerance}`,
			);
			assert.ok(healthy < known.tolerance);
			assert.ok(swapped > known.tolerance);
		});
	}

test("the hash tells chip and cells; the shipped models are as they were", () => {
	const hashes = new Set<number>();
	for (const cells of deviceModels)
		for (const text of ["", undefined]) {
			const outfit = outfitFor(text, cells);
			const { hash } = parseModel(outfit.modelFile);
			hashes.add(hash);
			assert.is(outfitWithModel(hash)?.profile.name, outfit.profile.name);
		}
	assert.is(hashes.size, 2 * deviceModels.length);
	assert.is(outfitWithModel(trained.hash)?.profile, fmc);
	assert.is(outfitWithModel(0), undefined);
});

test.run();
