import { test } from "uvu";
import * as assert from "uvu/assert";
import { findExperiments } from "../../../host-sim/experiments/all";
import { expectToPass } from "../../support/experiment";

const IDS = ["E1", "E8", "E9", "E10", "E11", "E12", "E13", "E14", "E15", "E16", "E18", "E19", "E21"];

for (const experiment of findExperiments(IDS))
	test(`${experiment.id}: ${experiment.title}`, () => {
		expectToPass(experiment, 1);
	});

test("the same seed gives the same numbers, another seed others", () => {
	const [spacing] = findExperiments(["e9"]);
	const first = JSON.stringify(spacing.run({ seed: 7, quick: true }));
	assert.is(JSON.stringify(spacing.run({ seed: 7, quick: true })), first);
	assert.is.not(JSON.stringify(spacing.run({ seed: 8, quick: true })), first);
});

test.run();
