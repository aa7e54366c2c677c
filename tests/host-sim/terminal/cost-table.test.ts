import { test } from "uvu";
import * as assert from "uvu/assert";
import { costTable } from "../../../host-sim/terminal/cost-table";
import { paint, widthOf } from "../../../host-sim/terminal/line";
import { someFrame } from "../../support/frame-record";

const { result, stages } = someFrame();
const COSTS = { chip: result.chip, stages, simulated: true };

test("the chip's time and the host's time are in columns of their own", () => {
	const rows = costTable(COSTS, 60).map(line => paint(line, false));
	assert.match(rows[0], /stage +chip \(sim\.\) +host$/);
	assert.match(rows[3], /^ {2}accelerator +12\.5 ms +8\.30 ms$/);
	assert.match(rows[4], /^ {4}program +12\.3 ms$/);
	assert.is(rows[1].indexOf("410 µs") + 6, rows[0].length);
});

test("a real chip's time is not called simulated", () => {
	assert.not.match(paint(costTable({ ...COSTS, simulated: false }, 60)[0], false), "sim");
});

test("bars only where there is room for them", () => {
	const hasBar = (width: number) => costTable(COSTS, width).some(line => paint(line, false).includes("█"));
	assert.ok(hasBar(80));
	assert.not(hasBar(60));
	for (const line of costTable(COSTS, 80)) assert.ok(widthOf(line) <= 80);
	for (const line of costTable(COSTS, 60)) assert.ok(widthOf(line) <= 60);
});

test("a frame that cost nothing has no bars", () => {
	const nothing = { capture: 0, sensing: 0, accelerator: 0, decide: 0, publish: 0 };
	for (const line of costTable({ ...COSTS, stages: nothing }, 80)) assert.not.match(paint(line, false), /NaN|█/);
});

test.run();
