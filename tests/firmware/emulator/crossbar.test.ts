import { test } from "uvu";
import * as assert from "uvu/assert";
import { Crossbar } from "../../../firmware/emulator/crossbar";
import { OxideCell } from "../../../firmware/emulator/devices/oxide";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { Random } from "../../../firmware/math/random";

const make = (): Crossbar => new Crossbar(4, 3, new OxideCell(fmc.device), fmc.device.step);

test("a conductance is kept as the nearest whole number of steps", () => {
	const crossbar = make();
	crossbar.set(5, 1.234567e-4);
	assert.is(crossbar.cells[5], 123457);
	assert.is(crossbar.conductance(5), 123457 * 1e-9);
});

test("new cells are in the high-resistance state, and an erase brings all back with its spread", () => {
	const crossbar = make();
	assert.ok(crossbar.cells.every(units => units === 100_000));
	for (let index = 0; index < 12; index++) crossbar.set(index, 9e-4);
	crossbar.outcomes.fill(5);
	crossbar.erase(new Random(3));
	assert.ok(crossbar.cells.every(units => units > 75_000 && units < 125_000));
	assert.ok(new Set(crossbar.cells).size > 6);
	assert.ok(crossbar.outcomes.every(outcome => outcome === 0));
});

test("a stuck cell ignores pulses, writes and erases", () => {
	const crossbar = make();
	crossbar.plantStuck(1, 2, 7e-4);
	crossbar.set(5, 2e-4);
	crossbar.pulse(5, 7e-4, 1e-4, new Random(1));
	crossbar.erase(new Random(1));
	assert.is(crossbar.cells[5], 700_000);
	crossbar.plantStuck(1, 2, 3e-4);
	assert.is(crossbar.cells[5], 300_000);
});

test("changes tells whoever keeps a copy", () => {
	const crossbar = make();
	const before = crossbar.changes;
	crossbar.set(0, 5e-4);
	assert.ok(crossbar.changes > before);
});

test("the same seed erases to the same bits", () => {
	const first = make();
	const second = make();
	first.erase(new Random(9));
	second.erase(new Random(9));
	assert.equal(first.cells, second.cells);
	second.erase(new Random(10));
	assert.not.equal(first.cells, second.cells);
});

test.run();
