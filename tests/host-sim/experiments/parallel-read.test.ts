import { test } from "uvu";
import * as assert from "uvu/assert";
import { parallelRead } from "../../../host-sim/experiments/parallel-read";
import { expectToPass } from "../../support/experiment";

test("E2: currents of a parallel read lie on a line of slope U0", () => {
	const result = expectToPass(parallelRead, 1);
	assert.ok(result.plot);
});

test("holds for another seed as well, and a seed gives the same numbers twice", () => {
	const first = parallelRead.run({ seed: 2, quick: true });
	assert.ok(
		first.rows.every(row => row.pass),
		first.rows
			.filter(row => !row.pass)
			.map(row => `${row.quantity}: ${row.measured}`)
			.join(", "),
	);
	assert.equal(parallelRead.run({ seed: 2, quick: true }), first);
});

test.run();
