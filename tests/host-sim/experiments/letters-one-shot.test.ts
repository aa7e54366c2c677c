import { test } from "uvu";
import * as assert from "uvu/assert";
import { lettersOneShot } from "../../../host-sim/experiments/letters-one-shot";
import { expectToPass } from "../../support/experiment";

test("E4: sixteen letters are right in one shot at a score SNR of 40 dB", () => {
	const result = expectToPass(lettersOneShot, 1);
	assert.ok(result.plot);
});

test("holds for another seed as well, and a seed gives the same numbers twice", () => {
	const first = lettersOneShot.run({ seed: 2, quick: true });
	assert.ok(
		first.rows.every(row => row.pass),
		first.rows
			.filter(row => !row.pass)
			.map(row => `${row.quantity}: ${row.measured}`)
			.join(", "),
	);
	assert.equal(lettersOneShot.run({ seed: 2, quick: true }), first);
});

test.run();
