import { test } from "uvu";
import * as assert from "uvu/assert";
import { amplitudeSweep } from "../../../host-sim/experiments/amplitude-sweep";
import { expectToPass } from "../../support/experiment";

test("E6: a tenth of a millivolt is enough", () => {
	const result = expectToPass(amplitudeSweep, 1);
	assert.ok(result.plot);
});

test("holds for another seed as well, and a seed gives the same numbers twice", () => {
	const first = amplitudeSweep.run({ seed: 2, quick: true });
	assert.ok(
		first.rows.every(row => row.pass),
		first.rows
			.filter(row => !row.pass)
			.map(row => `${row.quantity}: ${row.measured}`)
			.join(", "),
	);
	assert.equal(amplitudeSweep.run({ seed: 2, quick: true }), first);
});

test.run();
