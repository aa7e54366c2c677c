// The NeuRRAM chip on every kind of cell: a matrix written by write-verify, products against the wanted matrix.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LineSide, Mode } from "../../../../firmware/accelerator/registers";
import { nearestState } from "../../../../firmware/emulator/devices/cell";
import { NeurramOxideCell } from "../../../../firmware/emulator/devices/neurram-oxide";
import { createNeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import { deviceModels } from "../../../../firmware/emulator/profiles/fmc-devices";
import { neurram } from "../../../../firmware/emulator/profiles/neurram";
import { neurramOn } from "../../../../firmware/emulator/profiles/neurram-devices";
import { Random } from "../../../../firmware/math/random";

const PAIRS = 40;
const ROWS = 2 * PAIRS;
const COLUMNS = 24;
const VECTORS = 60;
/** Without unusable rows and stuck cells, so that the cells themselves are seen. */
const sound = { ...neurram, faults: { ...neurram.faults, unusableRows: 0, stuckLow: 0, stuckHigh: 0 } };

function correlation(x: number[], y: number[]): number {
	const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	const [mx, my] = [mean(x), mean(y)];
	let [xy, xx, yy] = [0, 0, 0];
	for (let n = 0; n < x.length; n++) {
		xy += (x[n] - mx) * (y[n] - my);
		xx += (x[n] - mx) ** 2;
		yy += (y[n] - my) ** 2;
	}
	return xy / Math.sqrt(xx * yy);
}

for (const model of deviceModels)
	test(`${model}: write-verify reaches its targets, and products correlate with the wanted ones`, () => {
		const { profile, cell: other } = neurramOn(model, sound);
		const core = createNeurramCore(profile, { cell: other });
		const cell = other ?? new NeurramOxideCell();
		const random = new Random(1);
		const weights = Float64Array.from({ length: PAIRS * COLUMNS }, () => 2 * random.uniform() - 1);
		const codes = new Uint8Array(ROWS * COLUMNS);
		for (let i = 0; i < PAIRS; i++)
			for (let j = 0; j < COLUMNS; j++) {
				const code = Math.round(255 * weights[i * COLUMNS + j]);
				codes[(2 * i + (code < 0 ? 1 : 0)) * COLUMNS + j] = Math.abs(code);
			}
		const programmed = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
		core.program(0, 0, 0, ROWS, COLUMNS, codes, 255, core.defaults, random, programmed);
		assert.is(programmed.cells, ROWS * COLUMNS);
		assert.ok(programmed.missed < 0.02 * ROWS * COLUMNS, `${programmed.missed} missed`);
		core.age(86_400, random);

		const lines = (count: number) => new Uint8Array(profile.lines).fill(1, 0, count);
		core.configure(0, { ...core.point, inputBits: 4, inputSigned: 1 });
		core.select(0, LineSide.ROWS, lines(ROWS));
		core.select(0, LineSide.COLUMNS, lines(COLUMNS));
		const inputs = Int16Array.from({ length: PAIRS * VECTORS }, () => random.below(15) - 7);
		core.loadInputs(0, 0, PAIRS, VECTORS, inputs);
		const report = { outputs: 0, clipped: 0, conversions: 0, microseconds: 0, noiseCodes: 0, energy: 0 };
		core.multiply(Mode.FORWARD, Uint8Array.of(0), 1, VECTORS, core.defaults, random, report);
		assert.is(report.outputs, VECTORS * COLUMNS);

		const target = (code: number) => nearestState(cell, cell.minimum + (code / 255) * (cell.maximum - cell.minimum));
		const correlations = Array.from({ length: COLUMNS }, (_, j) => {
			const wanted: number[] = [];
			const found: number[] = [];
			for (let k = 0; k < VECTORS; k++) {
				let sum = 0;
				let total = 0;
				for (let i = 0; i < PAIRS; i++) {
					const plus = target(codes[2 * i * COLUMNS + j]);
					const minus = target(codes[(2 * i + 1) * COLUMNS + j]);
					sum += inputs[k * PAIRS + i] * (plus - minus);
					total += plus + minus;
				}
				wanted.push(sum / total);
				found.push(core.outputs[k * COLUMNS + j]);
			}
			return correlation(wanted, found);
		});
		const mean = correlations.reduce((sum, value) => sum + value, 0) / COLUMNS;
		console.log(
			`measured: ${profile.name}: ${(programmed.pulses / programmed.cells).toFixed(2)} pulses a cell, ${programmed.missed} of ${programmed.cells} missed, a day later correlation ${mean.toFixed(4)} (least ${Math.min(...correlations).toFixed(4)})`,
		);
		assert.ok(mean > 0.97, `${mean}`);
	});

test("the chip's own cells leave the profile as it is", () => {
	assert.equal(neurramOn("rram"), { profile: neurram });
});

test.run();
