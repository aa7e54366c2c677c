import { test } from "uvu";
import { findExperiments } from "../../../host-sim/experiments/all";
import { expectToPass } from "../../support/experiment";

for (const experiment of findExperiments([], "vision"))
	test(`${experiment.id}: ${experiment.title}`, () => {
		expectToPass(experiment, 1);
	});

test.run();
