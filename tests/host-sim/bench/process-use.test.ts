import { existsSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { processUse } from "../../../host-sim/bench/process-use";

test("what a process has taken is as it says of itself, and unknown where there is none", () => {
	assert.is(processUse(undefined), undefined);
	assert.is(processUse(2 ** 30), undefined);
	if (!existsSync("/proc/self/stat")) return;
	const use = processUse(process.pid)!;
	const { user, system } = process.cpuUsage();
	assert.ok(Math.abs(use.processor - (user + system) / 1000) < 500, `${use.processor} ms`);
	const { rss } = process.memoryUsage();
	assert.ok(use.memory > rss / 2 && use.memory < rss * 2, `${use.memory} of ${rss}`);
});

test.run();
