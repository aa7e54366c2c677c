import { test } from "uvu";
import * as assert from "uvu/assert";
import { Mode, Outcome, SelfTest } from "../../../firmware/accelerator/registers";
import type { Core } from "../../../firmware/emulator/core";
import { createFmcCore, type FmcCore, FmcError, type FmcOptions } from "../../../firmware/emulator/fmc-core";
import { type FmcProfile, fmc, fmc26 } from "../../../firmware/emulator/profiles/fmc";
import { evenTones, TonePlan } from "../../../firmware/emulator/tones";
import { effectiveMatrix } from "../../../firmware/emulator/wires";
import { Random } from "../../../firmware/math/random";

const exact: FmcProfile = {
	...fmc,
	device: { ...fmc.device, programmingModel: "gaussian", programming: 0, read: 0 },
	noise: { amplitude: 0 },
	converter: { ...fmc.converter, offset: 0, gain: 0 },
};
const linear: FmcProfile = { ...exact, device: { ...exact.device, nonlinearVoltage: 1e6 } };
const report = { outputs: 0, clipped: 0, conversions: 0, microseconds: 0, noiseFloor: 0, energy: 0 };
const programmed = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };

/** Set once from a run on V8; a change of physics or of the order of chance changes it, and nothing else may. */
const GOLDEN = 731455338;

/** A core with random contents in both arrays. */
function make(profile: FmcProfile, seed = 1, options: FmcOptions = {}): FmcCore {
	const core = createFmcCore(profile, options);
	const contents = new Random(seed);
	const random = new Random(seed, 1);
	for (const [array, { rows, columns }] of core.arrays.entries()) {
		const codes = Uint8Array.from({ length: rows * columns }, () => contents.below(16));
		core.erase(array, random);
		core.program(array, 0, 0, rows, columns, codes, 15, core.defaults, random, programmed);
	}
	return core;
}

const conductance = (core: FmcCore, array: number, row: number, column: number): number =>
	core.crossbars[array].conductance(row * core.arrays[array].columns + column);

/** What the cascade must give, by plain sums: picture by picture, class by class. */
function oracle(core: FmcCore, profile: FmcProfile, amplitude: number, vectors: number, classes: number): number[] {
	const scores: number[] = [];
	for (let k = 0; k < vectors; k++)
		for (let j = 0; j < classes; j++) {
			let sum = 0;
			for (let i = 0; i < 25; i++)
				sum +=
					(conductance(core, 1, i, 2 * j) - conductance(core, 1, i, 2 * j + 1)) *
					profile.amplifier.resistance *
					amplitude *
					conductance(core, 0, i, k);
			scores.push(sum);
		}
	return scores;
}

test("describes itself as the contract wants", () => {
	for (const profile of [fmc, fmc26]) {
		const core: Core = createFmcCore(profile);
		assert.is(core.arrays.length, 2);
		assert.is(core.arrays[0].rows, 25);
		assert.is(core.arrays[0].columns, 16);
		assert.is(core.arrays[0].differential, "none");
		assert.is(core.arrays[1].columns, 2 * profile.classes);
		assert.is(core.arrays[1].differential, "columns");
		assert.is(core.maximumVectors, 16);
		assert.is(core.outputBits, 8);
		assert.ok(core.modes & (1 << Mode.TONES_CASCADE));
		assert.not(core.modes & (1 << Mode.BACKWARD));
		assert.is(core.defaults.toneAmplitude, 2e-3);
	}
});

test("the cascade is the double sum, to rounding, and its codes are rounded shares of the full scale", () => {
	for (const profile of [linear, { ...linear, classes: 26, name: "26" }]) {
		const core = make(profile);
		const settings = { ...core.defaults, fullScale: 8e-6 };
		core.multiply(Mode.TONES_CASCADE, 0, 16, settings, new Random(1), report);
		const expected = oracle(core, profile, 2e-3, 16, profile.classes);
		assert.is(report.outputs, expected.length);
		let clipped = 0;
		expected.forEach((score, n) => {
			assert.ok(Math.abs(core.amperes[n] - score) < 1e-12 * 1e-5, `score ${n}`);
			const share = (score / 8e-6) * 127;
			if (Math.abs(share) > 127.5) clipped++;
			if (Math.abs(Math.abs(share % 1) - 0.5) > 1e-6)
				assert.is(core.outputs[n], Math.max(-127, Math.min(127, Math.round(share))) + 0);
		});
		assert.is(report.clipped, clipped);
		assert.is(report.noiseFloor, 0);
	}
});

test("read mode gives every conductance, row by row, with the curvature of the cells", () => {
	const core = make(exact);
	const settings = { ...core.defaults, toneAmplitude: 0.1, fullScale: 1.2e-4 };
	const x = 0.1 / exact.device.nonlinearVoltage;
	const gain = 1 + x ** 2 / 8 + x ** 4 / 192 + x ** 6 / 9216 + x ** 8 / 737280;
	for (const [array, { rows, columns }] of core.arrays.entries()) {
		core.multiply(Mode.TONES_READ, array, 1, settings, new Random(1), report);
		assert.is(report.outputs, rows * columns);
		assert.is(report.conversions, rows * columns);
		// Eighteen tones of 0.1 V can meet the amplifiers' limit of 1 V: those rows are compressed.
		if (array === 1) continue;
		for (let row = 0; row < rows; row++)
			for (let column = 0; column < columns; column++) {
				const current = core.amperes[row * columns + column];
				assert.ok(Math.abs(current / 0.1 / gain / conductance(core, array, row, column) - 1) < 1e-6);
				assert.is(core.outputs[row * columns + column], Math.round((current / 1.2e-4) * 127));
			}
	}
});

test("compute mode multiplies loaded vectors, and forward does the same one window at a time", () => {
	const core = make(linear);
	const random = new Random(3);
	for (const array of [0, 1]) {
		const outputs = array === 0 ? 16 : 9;
		const vectors = 5;
		const values = Int8Array.from({ length: vectors * 25 }, () => random.below(255) - 127);
		core.loadInputs(array, 25, vectors, values);
		core.multiply(Mode.TONES_COMPUTE, array, vectors, core.defaults, random, report);
		const together = core.amperes.slice(0, report.outputs);
		const shot = { ...report };
		for (let k = 0; k < vectors; k++)
			for (let j = 0; j < outputs; j++) {
				let sum = 0;
				for (let i = 0; i < 25; i++) {
					const weight =
						array === 0
							? conductance(core, 0, i, j)
							: conductance(core, 1, i, 2 * j) - conductance(core, 1, i, 2 * j + 1);
					sum += (weight * 2e-3 * values[k * 25 + i]) / 127;
				}
				assert.ok(Math.abs(together[k * outputs + j] - sum) < 1e-17);
			}
		core.multiply(Mode.FORWARD, array, vectors, core.defaults, random, report);
		assert.equal(core.amperes.slice(0, report.outputs), together);
		assert.is(report.outputs, shot.outputs);
		assert.ok(Math.abs(report.microseconds - vectors * shot.microseconds) < 1e-6);
	}
});

test("the same seed gives the same bits, another seed does not", () => {
	const run = (seed: number): { cells: Int32Array; amperes: Float64Array; outputs: Int16Array; read: number } => {
		const core = make(fmc, 7);
		const random = new Random(seed, 2);
		core.calibrate(core.defaults, random);
		core.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, random, report);
		const read = core.readCell(1, 3, 4, random);
		return { cells: core.crossbars[1].cells, amperes: core.amperes, outputs: core.outputs, read };
	};
	assert.equal(run(5), run(5));
	assert.not.equal(run(5).amperes, run(6).amperes);
	assert.equal(run(5).cells, run(6).cells);
});

test("numbers known from V8, for other engines to meet", () => {
	const core = make(fmc, 11);
	const random = new Random(12);
	core.calibrate(core.defaults, random);
	core.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, random, report);
	let hash = 0;
	for (const crossbar of core.crossbars) for (const cell of crossbar.cells) hash = (Math.imul(hash, 31) + cell) | 0;
	for (let n = 0; n < report.outputs; n++) hash = (Math.imul(hash, 31) + core.outputs[n]) | 0;
	assert.is(hash, GOLDEN);
});

test("additive noise reaches the scores from both stages, and quiet bins tell how much", () => {
	const profile = { ...exact, noise: { amplitude: 9e-9 } };
	const core = make(profile);
	const random = new Random(21);
	const clean = make(exact);
	clean.multiply(Mode.TONES_CASCADE, 0, 16, clean.defaults, random, report);
	let noise = 0;
	let floor = 0;
	const shots = 300;
	for (let shot = 0; shot < shots; shot++) {
		core.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, random, report);
		floor += report.noiseFloor ** 2 / shots;
		for (let n = 0; n < 144; n++) noise += (core.amperes[n] - clean.amperes[n]) ** 2 / (144 * shots);
	}
	let expected = 2 * 9e-9 ** 2;
	for (let i = 0; i < 25; i++)
		for (let j = 0; j < 9; j++)
			expected += ((conductance(core, 1, i, 2 * j) - conductance(core, 1, i, 2 * j + 1)) * 625 * 9e-9) ** 2 / 9;
	assert.ok(Math.abs(Math.sqrt(noise / expected) - 1) < 0.02, `${Math.sqrt(noise / expected)}`);
	assert.ok(Math.abs(Math.sqrt(floor / expected) - 1) < 0.03, `${Math.sqrt(floor / expected)}`);
});

test("amplifiers that saturate compress the scores; codes that clip are counted", () => {
	const core = make({ ...linear, amplifier: { resistance: 625, saturation: 3e-3 } });
	const free = make(linear);
	const settings = { ...core.defaults, fullScale: 2e-6 };
	core.multiply(Mode.TONES_CASCADE, 0, 16, settings, new Random(1), report);
	free.multiply(Mode.TONES_CASCADE, 0, 16, settings, new Random(1), report);
	let limited = 0;
	let full = 0;
	for (let n = 0; n < 144; n++) {
		limited += core.amperes[n] ** 2;
		full += free.amperes[n] ** 2;
	}
	assert.ok(limited < 0.9 * full, `${limited / full}`);
	assert.is(
		report.clipped,
		free.amperes.subarray(0, 144).filter(score => Math.abs(score / 2e-6) * 127 >= 127.5).length,
	);
	assert.ok(report.clipped > 0);
});

test("wires that nothing compensates weaken far cells as the wire model says", () => {
	const core = make({ ...linear, wires: { segment: 10, source: 0, compensation: "none" } });
	const settings = { ...core.defaults, fullScale: 1e-5 };
	core.multiply(Mode.TONES_READ, 0, 16, settings, new Random(1), report);
	const own = Float64Array.from(core.crossbars[0].cells, units => units * 1e-9);
	const effective = effectiveMatrix(own, 25, 16, 10, 0);
	let weakest = 1;
	for (let n = 0; n < own.length; n++) {
		assert.ok(Math.abs(core.amperes[n] - effective[n] * 2e-3) < 1e-16);
		weakest = Math.min(weakest, core.amperes[n] / 2e-3 / own[n]);
	}
	assert.ok(weakest < 0.8);
});

test("a magnitude detector loses the sign of a score", () => {
	const core = make({ ...linear, demodulation: "magnitude" });
	const coherent = make(linear);
	core.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, new Random(1), report);
	coherent.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, new Random(1), report);
	let negative = 0;
	for (let n = 0; n < 144; n++) {
		assert.is(core.amperes[n], Math.abs(coherent.amperes[n]));
		if (coherent.amperes[n] < 0) negative++;
	}
	assert.ok(negative > 20);
});

test("tones off the grid leak, two letters on one tone become their sum", () => {
	const straight = make(linear);
	straight.multiply(Mode.TONES_CASCADE, 0, 16, straight.defaults, new Random(1), report);
	const leaky = make(linear);
	const settings = { ...leaky.defaults, toneSpacing: 0.95 };
	leaky.multiply(Mode.TONES_CASCADE, 0, 16, settings, new Random(1), report);
	let difference = 0;
	let power = 0;
	for (let n = 0; n < 144; n++) {
		difference += (leaky.amperes[n] - straight.amperes[n]) ** 2;
		power += straight.amperes[n] ** 2;
	}
	assert.ok(difference / power > 1e-3 && difference / power < 0.1, `${difference / power}`);

	const plan = evenTones(16, 1, 1, "newman", 128);
	const cycles = plan.cycles.slice();
	const phases = plan.phases.slice();
	cycles[5] = cycles[2];
	phases[5] = phases[2];
	const shared = new TonePlan(cycles, phases, 128);
	const merged = make(linear, 1, { tones: { sent: shared, tuned: shared } });
	merged.multiply(Mode.TONES_CASCADE, 0, 16, merged.defaults, new Random(1), report);
	for (let j = 0; j < 9; j++) {
		const sum = straight.amperes[2 * 9 + j] + straight.amperes[5 * 9 + j];
		assert.ok(Math.abs(merged.amperes[2 * 9 + j] - sum) < 1e-18);
		assert.ok(Math.abs(merged.amperes[5 * 9 + j] - sum) < 1e-18);
		assert.ok(Math.abs(merged.amperes[j] - straight.amperes[j]) < 1e-18);
	}
});

test("converters in front of the demodulator convert samples, and few bits cost accuracy", () => {
	const error = (bits: number): number => {
		const core = make({ ...linear, converter: { ...linear.converter, where: "before demodulation", bits } });
		const straight = make(linear);
		core.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, new Random(1), report);
		assert.is(report.conversions, 9 * 128);
		straight.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, new Random(1), report);
		let difference = 0;
		let power = 0;
		for (let n = 0; n < 144; n++) {
			difference += (core.amperes[n] - straight.amperes[n]) ** 2;
			power += straight.amperes[n] ** 2;
		}
		return Math.sqrt(difference / power);
	};
	assert.ok(error(12) < 1e-3, `${error(12)}`);
	assert.ok(error(3) > 0.02, `${error(3)}`);
});

test("a cell is read through the slow converter", () => {
	const core = make(fmc);
	const random = new Random(31);
	let squares = 0;
	for (let row = 0; row < 25; row++)
		for (let column = 0; column < 16; column++) {
			const read = core.readCell(0, row, column, random);
			const steps = (read / 1.25e-3) * 2047;
			assert.ok(Math.abs(steps - Math.round(steps)) < 1e-9);
			squares += ((read - conductance(core, 0, row, column)) / 1e-3) ** 2 / 400;
		}
	assert.ok(Math.sqrt(squares) < 0.003, `${Math.sqrt(squares)}`);
});

test("calibration takes out what reset brings back; cells survive a reset", () => {
	const core = make({ ...fmc, converter: { ...fmc.converter, offset: 0.05, gain: 0.05 } });
	const before = core.crossbars[0].cells.slice();
	const random = new Random(41);
	assert.ok(core.selfTest(core.defaults, random) & SelfTest.CONVERTERS);
	const found = core.calibrate(core.defaults, random);
	assert.ok(Math.abs(found.offset - 0.05 * core.defaults.fullScale) < 3e-8);
	assert.ok(Math.abs(found.gain - 0.05) < 0.003);
	assert.is(core.selfTest(core.defaults, random), 0);
	core.reset();
	assert.ok(core.selfTest(core.defaults, random) & SelfTest.CONVERTERS);
	assert.equal(core.crossbars[0].cells, before);
});

test("the self-test names stuck cells and tones that cannot be told apart", () => {
	const core = createFmcCore(fmc);
	const random = new Random(51);
	core.crossbars[0].plantStuck(2, 3, 1e-3);
	core.program(0, 0, 0, 25, 16, new Uint8Array(400), 1, core.defaults, random, programmed);
	assert.is(programmed.missed, 1);
	assert.is(core.outcome(0, 2, 3) & 3, Outcome.STUCK);
	assert.is(core.selfTest(core.defaults, random), SelfTest.CELLS);
	const tones = core.selfTest({ ...core.defaults, toneSpacing: 5 }, random);
	assert.is(tones, SelfTest.CELLS | SelfTest.TONES);
});

test("time and energy follow windows, instances and the paper's powers", () => {
	const core = make(fmc);
	core.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, new Random(1), report);
	assert.ok(Math.abs(report.microseconds - 2500) < 0.01);
	assert.is(report.conversions, 144);
	const seconds = report.microseconds * 1e-6;
	const power = 16 * 0.6e-6 + ((400 + 450) / 1024) * 328e-6 + (25 + 18) * 61e-6 + 144 * 250e-6;
	const expected = power * seconds + (144 * 3.1e-3) / 1.2e9;
	assert.ok(Math.abs(report.energy / expected - 1) < 1e-12);
});

test("what it cannot do it refuses with a code and words", () => {
	const core = make(fmc);
	const refused = (code: string, call: () => void): void => {
		try {
			call();
			assert.unreachable(code);
		} catch (error) {
			assert.instance(error, FmcError);
			assert.is((error as FmcError).code, code);
		}
	};
	const run = (mode: number, array: number, amplitude: number): void => {
		const settings = { ...core.defaults, toneAmplitude: amplitude };
		core.multiply(mode, array, 16, settings, new Random(1), report);
	};
	refused("unsupported-mode", () => run(Mode.BACKWARD, 0, 2e-3));
	refused("no-next-array", () => run(Mode.TONES_CASCADE, 1, 2e-3));
	refused("state-disturb", () => run(Mode.TONES_READ, 0, 0.3));
});

test("a cascade of fewer pictures is the beginning of the whole one", () => {
	const core = make(linear);
	core.multiply(Mode.TONES_CASCADE, 0, 16, core.defaults, new Random(1), report);
	const whole = core.amperes.slice(0, 5 * 9);
	core.multiply(Mode.TONES_CASCADE, 0, 5, core.defaults, new Random(1), report);
	assert.is(report.outputs, 45);
	assert.equal(core.amperes.slice(0, 45), whole);
});

test.run();
