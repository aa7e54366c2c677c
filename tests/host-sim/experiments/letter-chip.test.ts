import { test } from "uvu";
import * as assert from "uvu/assert";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { changed, LetterChip, quiet } from "../../../host-sim/experiments/letter-chip";
import { LetterCircuit } from "../../../host-sim/experiments/letter-circuit";
import { relativeError } from "../../../host-sim/experiments/measure";

function run(profile = quiet): Float64Array {
	const chip = new LetterChip(profile, 1);
	chip.shoot();
	return chip.core.amperes.slice(0, chip.report.outputs);
}

test("the core's frequency-domain scores are those of the circuit made sample by sample", () => {
	// A straight cell; what is left is the step in which the core keeps conductances.
	const linear = { ...quiet, device: { ...quiet.device, nonlinearVoltage: 1e6 } };
	const error = relativeError(run(linear), new LetterCircuit().shoot().scores);
	console.log(`measured: frequency domain against time domain, cells in steps of 1 nS: ${error.toExponential(1)}`);
	assert.ok(error < 1e-5, `${error}`);
});

test("leaving out what curved cells do to many tones at once costs about a ten-thousandth at the defaults", () => {
	const curved = new LetterCircuit().shoot({ nonlinearVoltage: fmc.device.nonlinearVoltage }).scores;
	const error = relativeError(run(), curved);
	console.log(`measured: core against curved cells in time, U0 = 2 mV: ${error.toExponential(1)}`);
	assert.ok(error < 1.5e-4, `${error}`);
});

test("a chip of another seed has other errors", () => {
	const noisy = changed({});
	const chip = new LetterChip(noisy, 1);
	const other = new LetterChip(noisy, 2);
	assert.not.equal(chip.core.crossbars[1].cells, other.core.crossbars[1].cells);
	assert.equal(chip.core.crossbars[1].cells, new LetterChip(noisy, 1).core.crossbars[1].cells);
});

test.run();
