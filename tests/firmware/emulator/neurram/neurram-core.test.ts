import { test } from "uvu";
import * as assert from "uvu/assert";
import { Activation, ConverterKind, LineSide, Mode } from "../../../../firmware/accelerator/registers";
import type { OperatingPoint } from "../../../../firmware/emulator/core";
import { codesPerMean, weightedSum } from "../../../../firmware/emulator/neurram/column-gain";
import { createNeurramCore, type NeurramOptions } from "../../../../firmware/emulator/neurram/neurram-core";
import { type NeurramProfile, neurram, neurramIdeal } from "../../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../../firmware/math/random";
import { loadKernels } from "../../../../host-sim/kernels/fast-kernels";

const MICRO = 1e-6;
const LINES = 256;

function newReport() {
	return { outputs: 0, clipped: 0, conversions: 0, microseconds: 0, noiseCodes: 0, energy: 0 };
}

/** A core with cells between 1 and 40 uS in `rows` x `columns` of array 0, selected. */
function prepared(profile: NeurramProfile, rows = 64, columns = 32, options: NeurramOptions = {}) {
	const core = createNeurramCore(profile, options);
	const random = new Random(11);
	core.reset();
	for (let row = 0; row < rows; row++)
		for (let column = 0; column < columns; column++)
			core.cores[0].cells.write(row * LINES + column, (1 + 39 * random.uniform()) * MICRO, random);
	core.select(0, LineSide.ROWS, new Uint8Array(LINES).fill(1, 0, rows));
	core.select(0, LineSide.COLUMNS, new Uint8Array(LINES).fill(1, 0, columns));
	const report = newReport();
	const run = (mode: number, values: number, inputs: Int16Array, changes: Partial<OperatingPoint> = {}, seed = 1) => {
		core.configure(0, { ...core.point, ...changes });
		const vectors = mode === Mode.RECURRENT ? 6 : inputs.length / values;
		core.loadInputs(0, 0, values, inputs.length / values, inputs);
		core.multiply(mode, Uint8Array.of(0), 1, vectors, core.defaults, new Random(seed), report);
		return core.outputs.slice(0, report.outputs);
	};
	return { core, run, report };
}

function drawn(count: number, least: number, most: number, seed = 5): Int16Array {
	const random = new Random(seed);
	return Int16Array.from({ length: count }, () => least + random.below(most - least + 1));
}

function conductance(core: ReturnType<typeof createNeurramCore>, row: number, column: number): number {
	return core.cores[0].cells.conductance(row * LINES + column);
}

test("the chip is 48 cores of 256 x 256 in pairs of rows, forward, backward and recurrent", () => {
	const core = createNeurramCore(neurram);
	assert.is(core.arrays.length, 48);
	assert.equal(core.arrays[47], { rows: 256, columns: 256, differential: "rows", minimum: MICRO, maximum: 40 * MICRO });
	assert.is(core.modes, 7);
	assert.equal([core.cores[13].place.row, core.cores[13].place.column], [2, 1]);
});

test("the gain undone per column gives the weighted sums back, within half a step", () => {
	const { core, run } = prepared(neurramIdeal);
	const inputs = drawn(32 * 10, -7, 7);
	const changes = { inputBits: 4, inputSigned: 1, pulseMultiplier: 3 };
	const codes = run(Mode.FORWARD, 32, inputs, changes);
	const point = { ...core.point, ...changes };
	for (let j = 0; j < 32; j++) {
		let total = 0;
		for (let row = 0; row < 64; row++) total += conductance(core, row, j);
		for (let vector = 0; vector < 10; vector++) {
			let sum = 0;
			for (let pair = 0; pair < 32; pair++)
				sum += (conductance(core, 2 * pair, j) - conductance(core, 2 * pair + 1, j)) * inputs[vector * 32 + pair];
			const code = codes[vector * 32 + j];
			const step = total / codesPerMean(code, point, neurramIdeal);
			assert.ok(Math.abs(weightedSum(code, total, point, neurramIdeal) - sum) <= 0.5001 * step);
		}
	}
});

test("an input bit counts twice the one before it, and the pulse multiplier scales all", () => {
	const { run } = prepared(neurramIdeal);
	const base = drawn(32, -1, 1);
	const scaled = (factor: number) => base.map(value => value * factor);
	const at = (inputs: Int16Array, pulseMultiplier: number) =>
		run(Mode.FORWARD, 32, inputs, {
			inputBits: 5,
			inputSigned: 1,
			outputBits: 16,
			pulseMultiplier,
			decrementSteps: 30_000,
			decrementUp: 0.0451,
			decrementDown: -0.0449,
		});
	const one = at(base, 4);
	for (const [codes, factor] of [
		[at(scaled(2), 4), 2],
		[at(scaled(3), 4), 3],
		[at(base, 8), 2],
	] as const)
		codes.forEach((code, n) => {
			assert.ok(Math.abs(code + 0.5 - factor * (one[n] + 0.5)) < 8 * factor, `${code} and ${one[n]}`);
		});
});

test("inputs of one to eight bits, signed or not; above four bits in two passes, each with its own conversion", () => {
	const { core, run, report } = prepared(neurramIdeal);
	const vectors = 6;
	for (const inputSigned of [0, 1])
		for (let inputBits = 1; inputBits <= 8; inputBits++) {
			const magnitude = inputSigned ? Math.max(inputBits - 1, 1) : inputBits;
			const most = 2 ** magnitude - 1;
			const signs = inputSigned === 1 && inputBits === 1;
			const inputs = drawn(32 * vectors, inputSigned ? -most : 0, most).map(value =>
				signs ? (value < 0 ? -1 : 1) : value,
			);
			const point = { ...core.point, inputBits, inputSigned, pulseMultiplier: 3, outputBits: 13 };
			const codes = run(Mode.FORWARD, 32, inputs, point);
			const passes = inputBits > 4 ? 2 : 1;
			assert.is(report.conversions, passes * vectors * 32);
			assert.is(report.clipped, 0);
			const weight = inputBits > 4 ? 2 ** (magnitude >> 1) : 0;
			for (let j = 0; j < 32; j++) {
				let total = 0;
				for (let row = 0; row < 64; row++) total += conductance(core, row, j);
				for (let vector = 0; vector < vectors; vector++) {
					let sum = 0;
					for (let pair = 0; pair < 32; pair++)
						sum += (conductance(core, 2 * pair, j) - conductance(core, 2 * pair + 1, j)) * inputs[vector * 32 + pair];
					const code = codes[vector * 32 + j];
					const exact = (codesPerMean(code, point, neurramIdeal) * sum) / total;
					assert.ok(
						Math.abs(code + 0.5 - exact) <= (weight + 1) / 2 + 0.001,
						`${inputBits} bits, signed ${inputSigned}: ${code + 0.5} and ${exact}`,
					);
				}
			}
		}
});

test("time and energy of an operation are those of its vectors, pulses and steps", () => {
	const { run, report } = prepared(neurramIdeal);
	const time = (vectors: number, changes: Partial<OperatingPoint>): number => {
		run(Mode.FORWARD, 32, new Int16Array(32 * vectors), changes);
		return report.microseconds;
	};
	const one = time(1, { inputBits: 3, pulseMultiplier: 6 });
	assert.ok(Math.abs(one - (84 * 5.6 + 1)) < 1e-6, `${one} us: 84 cycles and a step`);
	assert.ok(Math.abs(time(10, { inputBits: 3, pulseMultiplier: 6 }) - 10 * one) < 1e-6);
	assert.ok(Math.abs(report.energy - (10 * 2 * 64 * 32) / 43e12) < 1e-18);
	assert.ok(time(1, { inputBits: 4, pulseMultiplier: 6 }) > 2 * one);
});

test("backward runs the same cells the other way, the columns that are not selected load it", () => {
	const { core, run } = prepared({ ...neurramIdeal, cell: { ...neurramIdeal.cell, erased: 0 } });
	core.erase(1, new Random(1));
	const inputs = drawn(32, -7, 7);
	const codes = run(Mode.BACKWARD, 32, inputs, { inputBits: 4, inputSigned: 1, pairs: 0 });
	assert.is(codes.length, 64);
	for (let row = 0; row < 64; row++) {
		let sum = 0;
		let total = 0;
		for (let column = 0; column < LINES; column++) {
			total += conductance(core, row, column);
			if (column < 32) sum += conductance(core, row, column) * inputs[column];
		}
		const exact = (codesPerMean(codes[row], core.cores[0].point, neurramIdeal) * sum) / total;
		assert.ok(Math.abs(codes[row] + 0.5 - exact) <= 0.501, `${codes[row]} and ${exact}`);
	}
});

test("recurrent: the signs of each step are the inputs of the next", () => {
	const { run } = prepared(neurramIdeal, 32, 32);
	const changes = { inputBits: 1, inputSigned: 1, pairs: 0, pulseMultiplier: 12 };
	const inputs = drawn(32, 0, 1).map(bit => 2 * bit - 1);
	const steps = run(Mode.RECURRENT, 32, inputs, changes);
	assert.is(steps.length, 6 * 32);
	let state = inputs;
	for (let step = 0; step < 6; step++) {
		const codes = run(Mode.FORWARD, 32, state, changes);
		assert.equal(steps.slice(step * 32, (step + 1) * 32), codes);
		state = codes.map(code => (code >= 0 ? 1 : -1));
	}
});

test("stochastic neurons: at no charge even chances, at much charge none, and the injections' amplitude between", () => {
	const { run } = prepared({ ...neurramIdeal, neuron: { ...neurramIdeal.neuron } }, 64, 32);
	const share = (input: number, noiseAmplitude: number): number => {
		const inputs = new Int16Array(32 * 200).fill(0);
		for (let vector = 0; vector < 200; vector++) inputs[vector * 32] = input;
		const bits = run(Mode.FORWARD, 32, inputs, { activation: Activation.STOCHASTIC, noiseAmplitude, noisePulses: 8 });
		assert.ok(bits.every(bit => bit === 0 || bit === 1));
		return bits.filter((_, n) => n % 32 === 3).reduce((sum, bit) => sum + bit, 0) / 200;
	};
	// With eight injections a sum of zero counts as above: 0.5 + C(8, 4) / 2^9 = 0.637.
	const even = share(0, 0.05);
	assert.ok(Math.abs(even - 0.637) < 0.12, `${even}`);
	assert.ok([0, 1].includes(share(7, 0)));
	const [calm, loud] = [share(7, 0.001), share(7, 0.3)];
	assert.ok([0, 1].includes(calm) && loud > 0.15 && loud < 0.9, `${calm} ${loud}`);
});

test("more read voltage above than below shifts all codes", () => {
	const { core, run } = prepared(neurramIdeal);
	const inputs = drawn(32, 0, 7);
	const before = run(Mode.FORWARD, 32, inputs);
	const after = run(Mode.FORWARD, 32, inputs, {
		positiveVoltage: core.point.positiveVoltage + 0.02,
		negativeVoltage: core.point.negativeVoltage - 0.02,
	});
	const shift = after.reduce((sum, code, j) => sum + code - before[j], 0) / 32;
	assert.ok(shift > 2 && shift < 5, `${shift}`);
});

test("each effect can be switched off by itself", () => {
	const inputs = drawn(32 * 20, 0, 7);
	const codes = (profile: NeurramProfile, seed = 1) => prepared(profile).run(Mode.FORWARD, 32, inputs, {}, seed);
	const ideal = codes(neurramIdeal);
	assert.equal(codes(neurramIdeal, 2), ideal, "without noise chance plays no part");
	const { neuron } = neurramIdeal;
	const only: Record<string, NeurramProfile> = {
		"read noise": { ...neurramIdeal, readNoise: 0.1 },
		"neuron noise": { ...neurramIdeal, neuron: { ...neuron, noise: 0.7 } },
		"gain spread": { ...neurramIdeal, neuron: { ...neuron, gainSpread: 0.1 } },
		"offset spread": { ...neurramIdeal, neuron: { ...neuron, offsetSpread: 3.6 } },
		"step offset": { ...neurramIdeal, neuron: { ...neuron, stepOffset: 0.05 } },
		wires: { ...neurramIdeal, wires: { segment: 20, source: 100 } },
		attenuation: { ...neurramIdeal, neuron: { ...neuron, attenuation: 0.2 } },
		balance: { ...neurramIdeal, neuron: { ...neuron, balance: 0.05 } },
		"stuck cells": { ...neurramIdeal, faults: { ...neurramIdeal.faults, stuckHigh: 0.3 } },
		"unusable rows": { ...neurramIdeal, faults: { ...neurramIdeal.faults, unusableRows: 0.2 } },
	};
	for (const [effect, profile] of Object.entries(only)) assert.not.equal(codes(profile), ideal, effect);
});

test("cores of one column disturb each other, those of another column do not", () => {
	const parallel = {
		...neurramIdeal,
		parallel: { ...neurram.parallel, error: [0.14, 0.14, 0.14], intercept: [8, 6, -4] },
	};
	const core = createNeurramCore(parallel);
	const codes = (arrays: number[]): number[] => {
		const report = newReport();
		for (const array of arrays) {
			core.cores[array].cells.write(0, 20 * MICRO, new Random(1));
			core.cores[array].cells.write(LINES, 20 * MICRO, new Random(1));
			core.select(array, LineSide.ROWS, new Uint8Array(LINES).fill(1, 0, 2));
			core.select(array, LineSide.COLUMNS, new Uint8Array(LINES).fill(1, 0, 1));
			core.loadInputs(array, 0, 1, 1, Int16Array.of(0));
		}
		core.multiply(Mode.FORWARD, Uint8Array.from(arrays), arrays.length, 1, core.defaults, new Random(1), report);
		return [...core.outputs.subarray(0, arrays.length)];
	};
	assert.equal(codes([0]), [0]);
	assert.equal(codes([0, 1, 2]), [0, 0, 0], "three columns");
	assert.equal(codes([0, 6, 12]), [8, 6, -4], "three cores of a column, as recorded");
	assert.equal(codes([0, 6]), [4, 3], "half of it for one other core");
});

test("operating points that the chip cannot have are refused with a name", () => {
	const core = createNeurramCore(neurram);
	const refused = (changes: Partial<OperatingPoint>): string => {
		try {
			core.configure(0, { ...core.point, ...changes });
		} catch (error) {
			return (error as { code: string }).code;
		}
		return "";
	};
	assert.is(refused({ decrementUp: 0.01 }), "no-charge-step");
	assert.is(refused({ inputBits: 8, activation: Activation.TANH }), "activation-in-two-passes");
	assert.is(refused({ inputBits: 8, outputBits: 3, converter: ConverterKind.BINARY_SEARCH }), "no-decisions");
	assert.is(refused({ inputBits: 8, outputBits: 13, converter: ConverterKind.BINARY_SEARCH }), "");
});

test("same seed, same codes, plain and with WebAssembly", async () => {
	const kernels = await loadKernels();
	const inputs = drawn(32 * 50, -7, 7);
	const changes = { inputBits: 4, inputSigned: 1 };
	const everything = { ...neurram, wires: { segment: 0.5, source: 50 } };
	for (const profile of [neurram, everything]) {
		const plain = prepared(profile).run(Mode.FORWARD, 32, inputs, changes);
		assert.equal(prepared(profile).run(Mode.FORWARD, 32, inputs, changes), plain);
		assert.equal(prepared(profile, 64, 32, { kernels }).run(Mode.FORWARD, 32, inputs, changes), plain);
		assert.not.equal(prepared(profile).run(Mode.FORWARD, 32, inputs, changes, 2), plain);
	}
});

test.run();
