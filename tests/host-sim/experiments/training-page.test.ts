import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { trainingFigure, trainingPart, withTrainingPart } from "../../../host-sim/experiments/training-page";
import { readTrainingRecord } from "../../../host-sim/toolchain/train/training-record";

const docs = new URL("../../../docs/", import.meta.url);
const text = (name: string) => readFileSync(new URL(name, docs), "utf8");

test("the page and its figure say what docs/training.json has", () => {
	const record = readTrainingRecord();
	assert.ok(text("fidelity.md").includes(trainingPart(record)), "renew docs/fidelity.md with cim experiments --write");
	assert.is(text("figures/training.svg"), trainingFigure(record));
});

test("the training that docs/training.json has shows what it should", () => {
	const { noise, finetuning } = readTrainingRecord();
	assert.ok(noise && finetuning);
	const [plain, ...others] = noise.trained;
	const best = others[others.length - 1];
	noise.levels.forEach((level, n) => {
		if (level >= 0.1) assert.ok(best.noisy[n] > plain.noisy[n] + 1, `weights off by ${level}`);
	});
	assert.ok(finetuning.tuned! >= finetuning.calibrated! + 1);
	assert.is(finetuning.pictures, 10_000);
});

test("a part is renewed where it stands, or put at the end", () => {
	const page = withTrainingPart("# Page\n", {});
	assert.match(page, /^# Page\n\n<!-- training -->/);
	assert.is(withTrainingPart(`${page}\nafter\n`, {}), `${page}\nafter\n`);
});

test.run();
