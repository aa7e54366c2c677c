import { test } from "uvu";
import * as assert from "uvu/assert";
import { findExperiments } from "../../../host-sim/experiments/all";
import { boundsText, measuredText } from "../../../host-sim/experiments/table";

// The numbers themselves: npm run cim -- experiments.
for (const experiment of findExperiments([
	"E1",
	"E8",
	"E9",
	"E10",
	"E11",
	"E12",
	"E13",
	"E14",
	"E15",
	"E16",
	"E18",
	"E19",
	"E21",
]))
	test(`${experiment.id}: ${experiment.title}`, () => {
		const { rows } = experiment.run({ seed: 1, quick: true });
		const within = rows.filter(row => row.pass).length;
		process.stdout.write(`\nmeasured: ${experiment.id} ${within} of ${rows.length} numbers within their bounds\n`);
		assert.ok(rows.length > 0);
		for (const row of rows)
			assert.ok(row.pass, `${row.quantity}: ${measuredText(row)}, bounds ${boundsText(row)}, expected ${row.expected}`);
	});

test("the same seed gives the same numbers, another seed others", () => {
	const [spacing] = findExperiments(["e9"]);
	const first = JSON.stringify(spacing.run({ seed: 7, quick: true }));
	assert.is(JSON.stringify(spacing.run({ seed: 7, quick: true })), first);
	assert.is.not(JSON.stringify(spacing.run({ seed: 8, quick: true })), first);
});

test.run();
