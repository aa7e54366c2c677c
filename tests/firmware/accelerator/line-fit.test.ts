import { test } from "uvu";
import * as assert from "uvu/assert";
import { ArraySet } from "../../../firmware/accelerator/array-set";
import { INTERCEPT_STEPS, LineCorrection, unitFor } from "../../../firmware/accelerator/line-correction";
import { LineFit } from "../../../firmware/accelerator/line-fit";
import { Random } from "../../../firmware/math/random";

const near = (value: number, wanted: number, within: number): void =>
	assert.ok(Math.abs(value - wanted) <= within, `${value} instead of ${wanted}`);

test("slope, intercept and residual of each line, apart from the others", () => {
	const fit = new LineFit(3);
	const random = new Random(1);
	for (let n = 0; n < 4000; n++) {
		const product = random.below(2000) - 700;
		fit.add(0, product, 0.05 * product - 7);
		fit.add(1, product, -0.02 * product + 3 + 0.5 * random.gaussian());
	}
	assert.ok(fit.solve(0));
	near(fit.slope, 0.05, 1e-9);
	near(fit.intercept, -7, 1e-6);
	near(fit.residual, 0, 1e-4);
	assert.ok(fit.solve(1));
	near(fit.slope, -0.02, 1e-4);
	near(fit.intercept, 3, 0.05);
	near(fit.residual, 0.5, 0.03);
	// a line that saw nothing, and one whose products do not vary
	assert.not(fit.solve(2));
	for (let n = 0; n < 10; n++) fit.add(2, 5, n);
	assert.not(fit.solve(2));
	assert.is(fit.slope, 0);
	assert.ok(fit.largestCode > 50);
	fit.clear();
	assert.not(fit.solve(0));
	assert.is(fit.largestCode, 0);
});

test("the slopes above and below zero are told apart, whatever the intercept", () => {
	const fit = new LineFit(2);
	for (let product = -500; product <= 800; product += 7) {
		fit.add(0, product, (product > 0 ? 0.09 : 0.06) * product + 4);
		if (product > 0) fit.add(1, product, product);
	}
	near(fit.slopeRatio(0), 1.5, 1e-9);
	assert.is(fit.slopeRatio(1), 1);
});

test("a correction gives products back in the common unit to a tenth of a code; a line that cannot be held counts for nothing", () => {
	const unit = unitFor(0.05);
	const correction = new LineCorrection(4);
	assert.ok(correction.set(0, 0.05, -7, unit));
	assert.ok(correction.set(1, -0.011, 3.5, unit));
	for (const product of [-2000, -30, 0, 1, 999]) {
		near(correction.correct(0, 0.05 * product - 7) * unit, product, 0.1 / 0.05);
		near(correction.correct(1, -0.011 * product + 3.5) * unit, product, 0.1 / 0.011);
	}
	assert.not(correction.set(2, 0, 1, unit));
	assert.not(correction.set(3, 1e-5, 1, unit));
	assert.is(correction.correct(2, 100), 0);
	assert.is(correction.correct(3, 100), 0);
	assert.is(INTERCEPT_STEPS, 16);
});

test("a set costs as many bytes as its highest array needs", () => {
	const set = new ArraySet();
	const view = new DataView(new ArrayBuffer(40));
	set.add(0);
	set.add(7);
	assert.equal([set.wireBytes, set.write(view, 3), view.getUint8(3), view.getUint8(4)], [2, 5, 1, 0x81]);
	set.add(47);
	assert.is(set.wireBytes, 7);
	assert.ok(set.has(47) && !set.has(46));
	set.clear();
	assert.is(set.wireBytes, 1);
	assert.not(set.has(0));
});

test.run();
