import { test } from "uvu";
import * as assert from "uvu/assert";
import { sinh } from "../../../firmware/math/hyperbolic";

test("sinh agrees with Math.sinh from the smallest to the largest arguments", () => {
	let worst = 0;
	for (let exponent = -300; exponent <= 2.85; exponent += 0.01) {
		const x = 10 ** exponent;
		worst = Math.max(worst, Math.abs(sinh(x) / Math.sinh(x) - 1));
	}
	process.stdout.write(`\nmeasured: largest relative difference of sinh ${worst.toExponential(1)}\n`);
	assert.ok(worst < 3e-14, `${worst}`);
	assert.ok(Math.abs(sinh(0.999999999) / sinh(1.000000001) - 1) < 3e-9, "no step where the method changes");
});

test("sinh is odd, 0 at 0, infinite beyond the numbers, and keeps NaN", () => {
	assert.is(sinh(0), 0);
	for (const x of [1e-9, 0.3, 1, 5, 700]) assert.is(sinh(-x), -sinh(x));
	assert.is(sinh(800), Infinity);
	assert.is(sinh(-800), -Infinity);
	assert.ok(Number.isNaN(sinh(Number.NaN)));
});

test.run();
