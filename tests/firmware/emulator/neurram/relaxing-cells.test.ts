import { test } from "uvu";
import * as assert from "uvu/assert";
import { crossSimFit, NeurramOxideCell } from "../../../../firmware/emulator/devices/neurram-oxide";
import { createNeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import { neurram, neurramIdeal } from "../../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../../firmware/math/random";

const MICRO = 1e-6;
const DAY = 86_400;
const relaxing = { ...neurramIdeal, relaxation: neurram.relaxation };

/** Conductances in microsiemens of `count` cells written to one target, after these times, one after another. */
function course(profile: typeof neurram, target: number, ages: number[], count = 4096): number[][] {
	const core = createNeurramCore(profile);
	const random = new Random(1);
	const { cells } = core.cores[0];
	for (let index = 0; index < count; index++) cells.write(index, target * MICRO, random);
	return ages.map(seconds => {
		core.age(seconds, random);
		return Array.from({ length: count }, (_, index) => cells.conductance(index) / MICRO);
	});
}

function deviation(values: number[], target: number): number {
	return Math.sqrt(values.reduce((sum, value) => sum + (value - target) ** 2, 0) / values.length);
}

test("cells relax as the fit says, at the time that has passed in all", () => {
	const cell = new NeurramOxideCell();
	const [second, day, two] = course(relaxing, 20, [1, DAY - 1, DAY]);
	for (const [values, seconds] of [
		[second, 1],
		[day, DAY],
		[two, 2 * DAY],
	] as const) {
		const expected = cell.deviation(20 * MICRO, seconds) / MICRO;
		const measured = deviation(values, 20);
		console.log(`measured: ${measured.toFixed(2)} uS after ${seconds} s (${expected.toFixed(2)} published)`);
		assert.ok(Math.abs(measured / expected - 1) < 0.05, `${measured} and ${expected}`);
	}
});

test("the other fit can be chosen, and none", () => {
	const [cross] = course({ ...relaxing, relaxation: { ...relaxing.relaxation, fit: "CrossSim" } }, 30, [1]);
	const expected = new NeurramOxideCell(crossSimFit).deviation(30 * MICRO, 1) / MICRO;
	assert.ok(Math.abs(deviation(cross, 30) / expected - 1) < 0.05);
	const [none] = course(neurramIdeal, 30, [DAY]);
	assert.ok(none.every(value => Math.abs(value - 30) < 1e-9));
});

test("a cell goes on along its own course, and a new write starts a new one", () => {
	const core = createNeurramCore(relaxing);
	const random = new Random(2);
	const { cells } = core.cores[0];
	for (let index = 0; index < 100; index++) cells.write(index, 20 * MICRO, random);
	core.age(1, random);
	const early = Array.from({ length: 100 }, (_, index) => cells.conductance(index) - 20 * MICRO);
	core.age(DAY, random);
	const late = Array.from({ length: 100 }, (_, index) => cells.conductance(index) - 20 * MICRO);
	assert.ok(early.every((change, n) => change * late[n] >= 0 && Math.abs(late[n]) >= Math.abs(change) - 2e-9));
	cells.write(0, 20 * MICRO, random);
	assert.is(Math.round(cells.conductance(0) / cells.step), 10_000);
	core.age(1, random);
	assert.not.equal(cells.conductance(0), 20 * MICRO);
	assert.ok(Math.abs(cells.conductance(0) - 20 * MICRO) < 9 * MICRO, "one second old, not a day");
});

test("cores that were never used neither relax nor cost memory", () => {
	const core = createNeurramCore(neurram);
	const random = new Random(1);
	core.reset();
	core.age(DAY, random);
	for (let array = 0; array < 48; array++) {
		core.lineState(array, 0, 5);
		assert.is(core.outcome(array, 0, 0), 0);
	}
	assert.ok(core.cores.every(unit => !unit.used));
	core.erase(7, random);
	assert.equal(
		core.cores.map((unit, n) => (unit.used ? n : -1)).filter(n => n >= 0),
		[7],
	);
});

test.run();
