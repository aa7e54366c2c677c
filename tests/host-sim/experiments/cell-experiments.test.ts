import { test } from "uvu";
import * as assert from "uvu/assert";
import { findExperiments } from "../../../host-sim/experiments/all";
import { expectToPass } from "../../support/experiment";

for (const experiment of findExperiments(["E22", "E23"]))
	test(`${experiment.id}: ${experiment.title}`, () => {
		assert.ok(expectToPass(experiment, 1).plot);
		const other = experiment.run({ seed: 2, quick: true });
		assert.equal(
			other.rows.filter(row => !row.pass).map(row => `${row.quantity}: ${row.measured}`),
			[],
		);
		assert.equal(experiment.run({ seed: 2, quick: true }), other);
	});

test.run();
