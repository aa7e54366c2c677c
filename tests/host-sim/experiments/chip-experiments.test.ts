import { test } from "uvu";
import * as assert from "uvu/assert";
import { findExperiments } from "../../../host-sim/experiments/all";
import { expectToPass } from "../../support/experiment";

for (const experiment of findExperiments(["E2", "E3", "E4", "E5", "E6", "E7", "E20"])) {
	test(`${experiment.id}: ${experiment.title}`, () => {
		assert.ok(expectToPass(experiment, 1).plot);
	});

	test(`${experiment.id} holds for another seed, and a seed gives the same numbers twice`, () => {
		const first = experiment.run({ seed: 2, quick: true });
		const missed = first.rows.filter(row => !row.pass).map(row => `${row.quantity}: ${row.measured}`);
		assert.equal(missed, []);
		assert.equal(experiment.run({ seed: 2, quick: true }), first);
	});
}

test.run();
