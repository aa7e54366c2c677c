import { test } from "uvu";
import * as assert from "uvu/assert";
import { Outcome } from "../../../../firmware/accelerator/registers";
import { createNeurramCore, type NeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import {
	boardTiming,
	type NeurramProfile,
	neurram,
	neurramIdeal,
} from "../../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../../firmware/math/random";

const MICRO = 1e-6;
const LEVELS = 255;

function program(profile: NeurramProfile, codes: Uint8Array, columns: number, passes = 1, seed = 1) {
	const core = createNeurramCore(profile);
	const random = new Random(seed);
	core.erase(0, random);
	core.configure(0, { ...core.point, programPasses: passes });
	const report = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	core.program(0, 0, 0, codes.length / columns, columns, codes, LEVELS, core.defaults, random, report);
	return { core, report, random };
}

function conductance(core: NeurramCore, row: number, column: number): number {
	return core.cores[0].cells.conductance(row * 256 + column);
}

const spread = Uint8Array.from({ length: 64 * 64 }, (_, n) => (n * 101) % 256);

test("cells end within a microsiemens of their targets, in ramps, most of them", () => {
	const { core, report } = program({ ...neurram, faults: neurramIdeal.faults }, spread, 64);
	let worst = 0;
	let pulses = 0;
	for (let n = 0; n < spread.length; n++) {
		const outcome = core.outcome(0, n >> 6, n & 63);
		pulses += outcome >> 2;
		if ((outcome & 3) !== Outcome.ON_TARGET) continue;
		const target = (1 + (spread[n] / LEVELS) * 39) * MICRO;
		const error = conductance(core, n >> 6, n & 63) - target;
		if (spread[n] > 0) worst = Math.max(worst, Math.abs(error));
		else assert.ok(error < 0.05 * MICRO, "a target at the minimum is a RESET below it");
	}
	console.log(
		`measured: ${(pulses / spread.length).toFixed(1)} pulses a cell, ${report.missed} of ${report.cells} missed`,
	);
	assert.ok(worst > 0.9 * MICRO && worst < 1.5 * MICRO, `${worst}`);
	assert.is(pulses, report.pulses);
	assert.ok(report.missed < 0.005 * report.cells);
	assert.ok(report.pulses > 5 * report.cells && report.pulses < 25 * report.cells);
});

test("cells that are stuck fail, and only they, when nothing else can go wrong", () => {
	const faults = { ...neurramIdeal.faults, stuckLow: 0.02, stuckHigh: 0.02 };
	const { core, report } = program({ ...neurram, faults }, spread, 64);
	const { floors, ceilings } = core.cores[0].faults;
	let justified = 0;
	let failed = 0;
	for (let n = 0; n < spread.length; n++) {
		const index = (n >> 6) * 256 + (n & 63);
		const target = (1 + (spread[n] / LEVELS) * 39) * MICRO;
		const tooHigh = (floors.get(index) ?? 0) > target + (spread[n] === 0 ? 0 : MICRO);
		const tooLow = (ceilings.get(index) ?? 1) < target - MICRO;
		const outcome = core.outcome(0, n >> 6, n & 63) & 3;
		if (tooHigh || tooLow) justified++;
		if (outcome !== Outcome.ON_TARGET) failed++;
	}
	assert.is(failed, report.missed);
	assert.ok(justified > 15, `${justified} cells cannot reach their target`);
	assert.ok(
		failed >= 0.9 * justified && failed <= justified + 0.005 * spread.length,
		`${failed} failed, ${justified} must`,
	);
});

test("rows that were never formed do not move and say so", () => {
	const faults = { ...neurramIdeal.faults, unusableRows: 1 };
	const { core, report } = program({ ...neurram, faults }, spread.subarray(1, 65), 64);
	assert.is(report.missed, 64);
	for (let column = 0; column < 64; column++) assert.is(core.outcome(0, 0, column) & 3, Outcome.STUCK);
	assert.ok(conductance(core, 0, 0) < 0.01 * MICRO);
});

test("the pulse limit holds, and the wider of both tolerances counts", () => {
	const core = createNeurramCore(neurramIdeal);
	const random = new Random(1);
	const report = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	core.erase(0, random);
	core.program(
		0,
		0,
		0,
		1,
		64,
		new Uint8Array(64).fill(LEVELS),
		LEVELS,
		{ ...core.defaults, pulseLimit: 3 },
		random,
		report,
	);
	assert.equal([report.missed, report.pulses], [64, 3 * 64]);
	core.program(
		0,
		1,
		0,
		1,
		64,
		new Uint8Array(64).fill(128),
		LEVELS,
		{ ...core.defaults, tolerance: 10 },
		random,
		report,
	);
	assert.equal([report.missed, report.pulses], [0, 0]);
});

test("time is pulses of a microsecond and reads; on the authors' board a cell takes about a fifth of a second", () => {
	const { report } = program(
		{ ...neurram, timing: boardTiming, faults: neurramIdeal.faults },
		new Uint8Array(512).fill(90),
		64,
	);
	const seconds = report.microseconds / 1e6 / report.cells;
	assert.ok(seconds > 0.1 && seconds < 0.5, `${seconds} s a cell`);
	const quick = program({ ...neurram, faults: neurramIdeal.faults }, new Uint8Array(512).fill(90), 64).report;
	assert.is(quick.pulses, report.pulses, "time changes nothing else");
	assert.ok(quick.microseconds < report.microseconds / 100);
});

test("later passes reprogram what relaxation took away and leave the rest", () => {
	const rms = (passes: number): number => {
		const { core, random } = program({ ...neurram, faults: neurramIdeal.faults }, spread, 64, passes);
		core.age(1800, random);
		let sum = 0;
		for (let n = 0; n < spread.length; n++) {
			const target = (1 + (spread[n] / LEVELS) * 39) * MICRO;
			sum += (conductance(core, n >> 6, n & 63) - target) ** 2;
		}
		return Math.sqrt(sum / spread.length) / MICRO;
	};
	const one = rms(1);
	const three = rms(3);
	console.log(`measured: ${one.toFixed(2)} uS after one pass, ${three.toFixed(2)} uS after three, half an hour later`);
	assert.ok(three < 0.85 * one);
});

test("a seed gives the same cells twice", () => {
	const cells = (seed: number) => program(neurram, spread, 64, 2, seed).core.cores[0].cells.present;
	assert.equal(cells(5), cells(5));
	assert.not.equal(cells(5), cells(6));
});

test.run();
