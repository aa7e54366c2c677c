import { test } from "uvu";
import * as assert from "uvu/assert";
import { Outcome, SelfTest } from "../../../../firmware/accelerator/registers";
import { createFmcCore } from "../../../../firmware/emulator/fmc-core";
import { fmc, fmc26 } from "../../../../firmware/emulator/profiles/fmc";
import { type DeviceModel, deviceModels, fmcOn } from "../../../../firmware/emulator/profiles/fmc-devices";
import { Random } from "../../../../firmware/math/random";
import { statistics, within } from "../../../support/samples";

const others = deviceModels.filter(model => model !== "rram");
const report = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };

/** Conductances of all cells of the weight array after one write of one code. */
function written(model: DeviceModel, code: number, age: { storage: number; weights: number }): number[] {
	const core = createFmcCore(fmcOn(model, fmc, age));
	const { rows, columns } = core.arrays[1];
	const random = new Random(1);
	const values: number[] = [];
	for (let n = 0; n < 20; n++) {
		core.program(1, 0, 0, rows, columns, new Uint8Array(rows * columns).fill(code), 255, core.defaults, random, report);
		for (let index = 0; index < rows * columns; index++) values.push(core.crossbars[1].conductance(index));
	}
	return values;
}

const spreadOf = (values: number[]) => {
	let at = 0;
	return statistics(values.length, () => values[at++]);
};

test("the paper's cells leave the profile as it is", () => {
	assert.is(fmcOn("rram"), fmc);
	assert.is(fmcOn("rram", fmc26), fmc26);
});

for (const model of others)
	test(`${model}: circuits scaled by the rules`, () => {
		const profile = fmcOn(model);
		const ratio = profile.device.maximum / fmc.device.maximum;
		assert.is(profile.device.maximum, profile.cell?.maximum);
		assert.is(profile.device.minimum, profile.cell?.minimum);
		const peak = ({ amplifier, device }: typeof fmc) => amplifier.resistance * device.maximum;
		assert.ok(within(peak(profile), peak(fmc), 1e-12));
		assert.ok(within(profile.noise.amplitude, fmc.noise.amplitude * Math.sqrt(ratio), 1e-12));
		assert.ok(within(profile.fullScale, fmc.fullScale * ratio, 1e-12));
		assert.ok(within(profile.power.crossbar, fmc.power.crossbar * ratio, 1e-12));
		assert.is(profile.amplitude, fmc.amplitude);
		assert.ok(Math.round(profile.device.maximum / profile.device.step) < 2 ** 31);
	});

test("phase change on the chip: programming error at once, drift a day later", () => {
	const fresh = spreadOf(written("pcm", 128, { storage: 0, weights: 0 }));
	const target = (128 / 255) * 25e-6;
	assert.ok(within(fresh.mean, target, 0.005), `${fresh.mean}`);
	assert.ok(within(fresh.deviation, 0.953e-6, 0.03), `${fresh.deviation}`);
	const aged = spreadOf(written("pcm", 128, { storage: 0, weights: 86_400 }));
	const expected = fmcOn("pcm").cell?.expected?.(target, 86_400) ?? 0;
	assert.ok(within(aged.mean, expected, 0.01), `${aged.mean}, expected ${expected}`);
	console.log(`measured: phase change at half range: ${fresh.mean * 1e6} uS fresh, ${aged.mean * 1e6} uS after a day`);
});

test("floating gate on the chip: the published errors fresh and after five days", () => {
	const target = (128 / 255) * 18e-6;
	for (const [weights, a, b] of [
		[0, 19.9, 176],
		[432_000, 34.6, 207],
	]) {
		const { mean, deviation } = spreadOf(written("floating-gate", 128, { storage: 0, weights }));
		const expected = (a * 1e-9 * (1 - Math.exp(-(target * 0.1) / (b * 1e-9)))) / 0.1;
		assert.ok(within(deviation, expected, 0.03), `${deviation}, published ${expected}`);
		assert.ok(within(mean, target, 0.002));
	}
});

test("a cell that is stuck does not take its write, and is told", () => {
	const core = createFmcCore(fmcOn("pcm"));
	core.crossbars[1].plantStuck(2, 3, 20e-6);
	core.program(1, 0, 0, 5, 6, new Uint8Array(30).fill(40), 255, core.defaults, new Random(1), report);
	assert.is(report.missed, 1);
	assert.is(core.outcome(1, 2, 3) & 3, Outcome.STUCK);
	assert.is(core.outcome(1, 2, 4) & 3, Outcome.ON_TARGET);
	assert.ok(core.selfTest(core.defaults, new Random(2)) & SelfTest.CELLS);
});

test("tunnel junctions on the chip: any code lands near one of eight levels", () => {
	const levels = fmcOn("mtj").cell?.levels ?? [];
	const step = levels[1] - levels[0];
	for (const code of [0, 20, 128, 255]) {
		const level = levels[Math.round((code / 255) * 7)];
		const values = written("mtj", code, { storage: 0, weights: 0 });
		assert.ok(within(spreadOf(values).mean, level, 0.002), `code ${code}`);
		const near = values.filter(value => Math.abs(value - level) < step).length;
		assert.ok(near > 0.99 * values.length);
	}
});

test.run();
