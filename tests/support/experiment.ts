import * as assert from "uvu/assert";
import type { Experiment, ExperimentResult } from "../../host-sim/experiments/experiment";

/**
 * Runs an experiment in quick mode, prints what it measured beside what is expected, and fails with the rows that do not
 * pass. The same seed must give the same numbers again.
 */
export function expectToPass(experiment: Experiment, seed: number): ExperimentResult {
	const result = experiment.run({ seed, quick: true });
	for (const { quantity, measured, unit, expected } of result.rows)
		console.log(`measured: ${experiment.id} ${quantity} ${Number(measured.toPrecision(4))} ${unit} (${expected})`);
	const failed = result.rows.filter(row => !row.pass);
	assert.equal(failed, [], `${experiment.id} does not pass`);
	assert.ok(result.rows.some(row => row.low !== undefined || row.high !== undefined));
	return result;
}
