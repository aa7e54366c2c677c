import { test } from "uvu";
import * as assert from "uvu/assert";
import { digitsBetween, mnist, SIDE, smallDigits } from "../../../host-sim/experiments/handwriting";
import { handwrittenDigits } from "../../../host-sim/experiments/handwritten-digits";
import { sharedData } from "../../support/data";
import { expectToPass } from "../../support/experiment";

const whereThereIsData =
	sharedData("small_digits/uci_optdigits_8x8.tes") && sharedData("mnist/train-images-idx3-ubyte.gz") ? test : test.skip;

whereThereIsData(
	"E17: the paper's figure on its own noisy digits, and what a layer does with digits it has never seen",
	() => {
		const { rows } = expectToPass(handwrittenDigits, 1);
		assert.is(rows.length, 10);
	},
);

whereThereIsData("the digits are whole: as many pictures as labels, ink from paper to full, ten classes", () => {
	for (const [digits, count] of [
		[smallDigits()!, 1797],
		[mnist("t10k")!, 10_000],
	] as const) {
		assert.is(digits.labels.length, count);
		assert.is(digits.ink.length, count * SIDE * SIDE);
		assert.equal([...new Set(digits.labels)].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		assert.is(Math.min(...digits.ink.subarray(0, 6400)), 0);
		assert.ok(Math.max(...digits.ink.subarray(0, 6400)) >= 250);
		assert.equal(digitsBetween(digits, 3, 5).labels, digits.labels.slice(3, 5));
	}
});

test("without the data it says that it was skipped, and where the data belongs", () => {
	const before = process.env["CIM_DATA"];
	process.env["CIM_DATA"] = "/nowhere";
	try {
		const { rows, note } = handwrittenDigits.run({ seed: 1, quick: true });
		assert.is(rows.length, 0);
		assert.match(note!, "skipped");
		assert.match(note!, "CIM_DATA");
	} finally {
		if (before === undefined) delete process.env["CIM_DATA"];
		else process.env["CIM_DATA"] = before;
	}
});

test.run();
