import { test } from "uvu";
import * as assert from "uvu/assert";
import { negativeControls } from "../../../host-sim/experiments/negative-controls";
import { expectToPass } from "../../support/experiment";

test("E20: what must fail fails, and only that", () => {
	const result = expectToPass(negativeControls, 1);
	assert.ok(result.plot);
});

test("holds for another seed as well, and a seed gives the same numbers twice", () => {
	const first = negativeControls.run({ seed: 2, quick: true });
	assert.ok(
		first.rows.every(row => row.pass),
		first.rows
			.filter(row => !row.pass)
			.map(row => `${row.quantity}: ${row.measured}`)
			.join(", "),
	);
	assert.equal(negativeControls.run({ seed: 2, quick: true }), first);
});

test.run();
