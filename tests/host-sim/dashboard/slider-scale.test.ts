import { test } from "uvu";
import * as assert from "uvu/assert";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { neurram } from "../../../firmware/emulator/profiles/neurram";
import { fmcConditions } from "../../../host-sim/conditions/fmc-conditions";
import { neurramConditions } from "../../../host-sim/conditions/neurram-conditions";
import { digits, spanWords, withPrefix } from "../../../host-sim/dashboard/page/chip/quantity";
import { PLACES, placeOfValue, valueAtPlace } from "../../../host-sim/dashboard/page/chip/slider-scale";

const conditions = [...fmcConditions(fmc), ...neurramConditions(neurram)];

test("every slider goes from its least to its largest value, never back, and stays within", () => {
	for (const condition of conditions) {
		assert.is(valueAtPlace(condition, 0), condition.low, condition.name);
		assert.is(valueAtPlace(condition, PLACES), condition.high, condition.name);
		let before = condition.low;
		for (let place = 0; place <= PLACES; place++) {
			const value = valueAtPlace(condition, place);
			assert.ok(value >= before && value <= condition.high, `${condition.name} at ${place}: ${value}`);
			before = value;
		}
	}
});

test("a value stands where it is set: its place gives it back to three digits", () => {
	for (const condition of conditions)
		for (let place = 0; place <= PLACES; place += 37) {
			const value = valueAtPlace(condition, place);
			const back = valueAtPlace(condition, placeOfValue(condition, value));
			assert.ok(Math.abs(back - value) <= 0.02 * Math.abs(value) + 1e-12, `${condition.name}: ${value} became ${back}`);
		}
	for (const condition of conditions) {
		assert.ok(condition.published >= condition.low && condition.published <= condition.high, condition.name);
		assert.ok(condition.about.length <= 96, `${condition.name}: two lines have room for 96 characters`);
	}
});

test("quantities in as few characters as three digits take", () => {
	assert.equal(
		[6.1351e-6, 2e-3, 0, 9.4e-9, 1.2e-13].map(value => withPrefix(value, "A")),
		["6.14 µA", "2.00 mA", "0 A", "9.40 nA", "0.12 pA"],
	);
	assert.equal([0, 1, 90, 3600, 200_000, 1e9].map(spanWords), [
		"just written",
		"1 second",
		"1.5 minutes",
		"1 hour",
		"2.3 days",
		"32 years",
	]);
	assert.equal([123.4, 12.34, 1.234, -0.5].map(digits), ["123", "12.3", "1.23", "-0.50"]);
});

test.run();
