import { test } from "uvu";
import * as assert from "uvu/assert";
import { duration, time } from "../../../host-sim/bench/stopwatch";

test("durations are told in the unit that fits", () => {
	assert.equal([7.181, 999.4, 1604, 2.5e6].map(duration), ["7.18 µs", "999 µs", "1.60 ms", "2.50 s"]);
});

test("jobs take turns, after one call each that does not count, and promises are waited for", async () => {
	const calls: string[] = [];
	const timings = await time(
		[
			{ name: "a", run: () => calls.push("a") },
			{
				name: "b",
				async run() {
					await new Promise(resolve => setImmediate(resolve));
					calls.push("b");
				},
			},
		],
		2,
		0,
	);
	assert.is(calls.join(""), "ababab");
	assert.is(timings.length, 2);
	for (const { best, median } of timings) assert.ok(best > 0 && best <= median);
});

test.run();
