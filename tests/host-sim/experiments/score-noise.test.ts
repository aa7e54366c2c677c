import { test } from "uvu";
import * as assert from "uvu/assert";
import { scoreNoise } from "../../../host-sim/experiments/score-noise";
import { expectToPass } from "../../support/experiment";

test("E5: accuracy over the score's signal-to-noise ratio", () => {
	const result = expectToPass(scoreNoise, 1);
	assert.ok(result.plot);
});

test("holds for another seed as well, and a seed gives the same numbers twice", () => {
	const first = scoreNoise.run({ seed: 2, quick: true });
	assert.ok(
		first.rows.every(row => row.pass),
		first.rows
			.filter(row => !row.pass)
			.map(row => `${row.quantity}: ${row.measured}`)
			.join(", "),
	);
	assert.equal(scoreNoise.run({ seed: 2, quick: true }), first);
});

test.run();
