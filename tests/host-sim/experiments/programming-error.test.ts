import { test } from "uvu";
import * as assert from "uvu/assert";
import { programmingError } from "../../../host-sim/experiments/programming-error";
import { expectToPass } from "../../support/experiment";

test("E7: a programming error of 15 % does no harm", () => {
	const result = expectToPass(programmingError, 1);
	assert.ok(result.plot);
});

test("holds for another seed as well, and a seed gives the same numbers twice", () => {
	const first = programmingError.run({ seed: 2, quick: true });
	assert.ok(
		first.rows.every(row => row.pass),
		first.rows
			.filter(row => !row.pass)
			.map(row => `${row.quantity}: ${row.measured}`)
			.join(", "),
	);
	assert.equal(programmingError.run({ seed: 2, quick: true }), first);
});

test.run();
