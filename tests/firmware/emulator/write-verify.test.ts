import { test } from "uvu";
import * as assert from "uvu/assert";
import { Outcome } from "../../../firmware/accelerator/registers";
import { Crossbar } from "../../../firmware/emulator/crossbar";
import { OxideCell } from "../../../firmware/emulator/devices/oxide";
import { type FmcProfile, fmc } from "../../../firmware/emulator/profiles/fmc";
import { programWithError, WriteVerify } from "../../../firmware/emulator/write-verify";
import { Random } from "../../../firmware/math/random";

const ROWS = 25;
const COLUMNS = 16;
const LEVELS = 15;
const READ = {
	amplitude: fmc.verifyAmplitude,
	noise: fmc.noise.amplitude,
	readTime: fmc.tones.guard + fmc.tones.window,
	pulseTime: fmc.device.pulse,
};

function make(device: Partial<FmcProfile["device"]> = {}, noise: number = READ.noise) {
	const crossbar = new Crossbar(ROWS, COLUMNS, new OxideCell({ ...fmc.device, ...device }), fmc.device.step);
	const room = () => new Float64Array(ROWS * COLUMNS);
	return { crossbar, writer: new WriteVerify(crossbar.cell, { ...READ, noise }, room(), room()) };
}

interface Bench {
	crossbar: Crossbar;
	writer: WriteVerify;
}

const report = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
const codes = Uint8Array.from({ length: ROWS * COLUMNS }, (_, n) => (n * 7) % (LEVELS + 1));
const target = (code: number): number => 1e-4 + (code / LEVELS) * 9e-4;

function programAll(
	{ crossbar, writer }: Bench,
	random: Random,
	limit = fmc.pulseLimit,
	tolerance = fmc.tolerance,
): void {
	writer.program(crossbar, 0, 0, ROWS, COLUMNS, codes, LEVELS, limit, tolerance, random, report);
}

test("the default tolerance leaves the programming error that the profile names", () => {
	const random = new Random(1);
	const { crossbar, writer } = make();
	let squares = 0;
	let sum = 0;
	let pulses = 0;
	const arrays = 40;
	for (let n = 0; n < arrays; n++) {
		crossbar.erase(random);
		programAll({ crossbar, writer }, random);
		assert.is(report.missed, 0);
		pulses += report.pulses;
		for (let cell = 0; cell < codes.length; cell++) {
			const error = crossbar.conductance(cell) / target(codes[cell]) - 1;
			squares += error * error;
			sum += error;
		}
	}
	const count = arrays * codes.length;
	const deviation = Math.sqrt(squares / count);
	console.log(
		`measured: write-verify leaves ${(100 * deviation).toFixed(2)} % rms, mean ${((100 * sum) / count).toFixed(2)} %, ${(pulses / count).toFixed(2)} pulses a cell`,
	);
	assert.ok(Math.abs(deviation / fmc.device.programming - 1) < 0.05, `${deviation}`);
	assert.ok(Math.abs(sum / count) < 0.004);
	assert.ok(pulses / count > 1.5 && pulses / count < 4);
});

test("every cell on target is within tolerance of it, but for the noise of the read that said so", () => {
	const { crossbar, writer } = make({ read: 0 }, 0);
	const random = new Random(2);
	crossbar.erase(random);
	programAll({ crossbar, writer }, random);
	const gain = crossbar.cell.fundamentalGain(READ.amplitude);
	for (let cell = 0; cell < codes.length; cell++) {
		assert.is(crossbar.outcomes[cell] & 3, Outcome.ON_TARGET);
		const error = (crossbar.conductance(cell) * gain) / target(codes[cell]) - 1;
		assert.ok(Math.abs(error) <= fmc.tolerance);
	}
});

test("a tighter tolerance takes more pulses and leaves less", () => {
	const loose = make();
	const tight = make();
	programAll(loose, new Random(3));
	const few = report.pulses;
	programAll(tight, new Random(3), 63, 0.015);
	assert.ok(report.pulses > 1.5 * few, `${few} and ${report.pulses}`);
});

test("pulses in the outcomes add up to the report's, and time to pulses and passes", () => {
	const { crossbar, writer } = make();
	const random = new Random(4);
	crossbar.erase(random);
	programAll({ crossbar, writer }, random);
	let pulses = 0;
	let most = 0;
	for (const outcome of crossbar.outcomes) {
		pulses += outcome >> 2;
		most = Math.max(most, outcome >> 2);
	}
	assert.is(pulses, report.pulses);
	assert.is(report.cells, 400);
	const seconds = pulses * READ.pulseTime + (most + 1) * READ.readTime;
	assert.ok(Math.abs(report.microseconds - 1e6 * seconds) < 1e-6, `${report.microseconds}`);
});

test("stuck cells are found and named; one stuck on its target is no fault", () => {
	const { crossbar, writer } = make();
	const random = new Random(5);
	crossbar.erase(random);
	const planted = [3, 77, 150, 222, 399];
	for (const cell of planted)
		crossbar.plantStuck(Math.floor(cell / COLUMNS), cell % COLUMNS, codes[cell] > 7 ? 1e-4 : 1e-3);
	crossbar.plantStuck(0, 0, target(codes[0]));
	programAll({ crossbar, writer }, random);
	assert.is(report.missed, planted.length);
	for (let cell = 0; cell < codes.length; cell++)
		assert.is(crossbar.outcomes[cell] & 3, planted.includes(cell) ? Outcome.STUCK : Outcome.ON_TARGET, `cell ${cell}`);
	assert.is(crossbar.outcomes[0] >> 2, 0);
	assert.is(crossbar.outcomes[3] >> 2, 8, "given up after eight pulses without movement");
});

test("cells that move but do not get there in time are missed", () => {
	const { crossbar, writer } = make();
	const random = new Random(6);
	crossbar.erase(random);
	programAll({ crossbar, writer }, random, 1);
	let missed = 0;
	for (const outcome of crossbar.outcomes) {
		assert.is.not(outcome & 3, Outcome.STUCK);
		assert.ok(outcome >> 2 <= 1);
		if ((outcome & 3) === Outcome.MISSED) missed++;
	}
	assert.is(missed, report.missed);
	assert.ok(missed > 100);
});

test("a region leaves the other cells alone", () => {
	const { crossbar, writer } = make();
	const before = crossbar.cells.slice();
	writer.program(crossbar, 3, 5, 2, 4, codes, LEVELS, 32, 0.035, new Random(7), report);
	assert.is(report.cells, 8);
	for (let cell = 0; cell < before.length; cell++) {
		const row = Math.floor(cell / COLUMNS);
		const column = cell % COLUMNS;
		if (row >= 3 && row < 5 && column >= 5 && column < 9) assert.is(crossbar.outcomes[cell] & 3, Outcome.ON_TARGET);
		else {
			assert.is(crossbar.cells[cell], before[cell]);
			assert.is(crossbar.outcomes[cell], Outcome.UNTOUCHED);
		}
	}
});

test("writing over another pattern lowers and raises cells alike", () => {
	const { crossbar, writer } = make();
	const random = new Random(8);
	crossbar.cells.fill(1_000_000);
	programAll({ crossbar, writer }, random);
	assert.is(report.missed, 0);
});

test("a set with a given error has that error", () => {
	const { crossbar } = make();
	const random = new Random(9);
	let squares = 0;
	for (let n = 0; n < 40; n++) {
		programWithError(crossbar, 0, 0, ROWS, COLUMNS, codes, LEVELS, 0.1, random);
		for (let cell = 0; cell < codes.length; cell++)
			squares += (crossbar.conductance(cell) / target(codes[cell]) - 1) ** 2;
	}
	const deviation = Math.sqrt(squares / 40 / codes.length);
	assert.ok(Math.abs(deviation / 0.1 - 1) < 0.02, `${deviation}`);
	programWithError(crossbar, 0, 0, ROWS, COLUMNS, codes, LEVELS, 0, random);
	for (let cell = 0; cell < codes.length; cell++)
		assert.is(crossbar.cells[cell], Math.round(target(codes[cell]) / 1e-9));
});

test("the same seed programs the same bits", () => {
	const first = make();
	const second = make();
	programAll(first, new Random(10));
	programAll(second, new Random(10));
	assert.equal(first.crossbar.cells, second.crossbar.cells);
	assert.equal(first.crossbar.outcomes, second.crossbar.outcomes);
	programAll(second, new Random(11));
	assert.not.equal(first.crossbar.cells, second.crossbar.cells);
});

test.run();
