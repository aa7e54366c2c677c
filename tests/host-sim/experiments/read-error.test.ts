import { test } from "uvu";
import * as assert from "uvu/assert";
import { readError } from "../../../host-sim/experiments/read-error";
import { expectToPass } from "../../support/experiment";

test("E3: the read error over the tone amplitude has the expected U shape", () => {
	const result = expectToPass(readError, 1);
	assert.ok(result.plot);
});

test("holds for another seed as well, and a seed gives the same numbers twice", () => {
	const first = readError.run({ seed: 2, quick: true });
	assert.ok(
		first.rows.every(row => row.pass),
		first.rows
			.filter(row => !row.pass)
			.map(row => `${row.quantity}: ${row.measured}`)
			.join(", "),
	);
	assert.equal(readError.run({ seed: 2, quick: true }), first);
});

test.run();
