import { test } from "uvu";
import { findExperiments } from "../../../host-sim/experiments/all";
import { expectToPass } from "../../support/experiment";

// V2, V3 and V4 train and run for minutes of the sensor's time: CI has them, cim experiments --chip vision --quick
for (const experiment of findExperiments(["V1", "V5"]))
	test(`${experiment.id}: ${experiment.title}`, () => {
		expectToPass(experiment, 1);
	});

test.run();
