import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { fmc, fmc26 } from "../../../firmware/emulator/profiles/fmc";
import { parseModel } from "../../../firmware/model/format";
import { type LettersAccuracy, lettersAccuracy } from "../../../host-sim/bench/letters-accuracy";

const SCENES = 200;
const modelOf = (name: string) => parseModel(new Uint8Array(readFileSync(`firmware/model/${name}.cim`)));

function report(name: string, { allRight, scenes, wrong, unsure, unread, margins }: LettersAccuracy): void {
	process.stdout.write(
		`\nmeasured: ${name}: 16/16 in ${allRight} of ${scenes} scenes, ${wrong} letters wrong, ${unsure} unsure, ${unread} frames unread, smallest margin ${margins[0]} codes\n`,
	);
}

test("the paper's string: 16/16 in at least 99 % of 200 scenes on the noisy chip", () => {
	const options = { scenes: SCENES, seed: 1, model: modelOf("letters"), core: createFmcCore(fmc), randomTexts: false };
	const found = lettersAccuracy(options);
	report("paper's string", found);
	assert.ok(found.allRight >= 0.99 * SCENES);
	assert.is(found.right + found.wrong + found.unsure, 16 * SCENES);
});

test("random texts with 26 classes: 16/16 in at least 97 % of 200 scenes on the noisy chip", () => {
	const options = {
		scenes: SCENES,
		seed: 2,
		model: modelOf("alphabet"),
		core: createFmcCore(fmc26),
		randomTexts: true,
	};
	const found = lettersAccuracy(options);
	report("random texts", found);
	assert.ok(found.allRight >= 0.97 * SCENES);
});

test("control: a chip whose weights were never written reads nothing", () => {
	const model = modelOf("letters");
	model.codes.fill(0);
	const found = lettersAccuracy({ scenes: 3, seed: 1, model, core: createFmcCore(fmc), randomTexts: false });
	assert.is(found.right, 0);
	assert.is(found.wrong, 0);
});

test.run();
