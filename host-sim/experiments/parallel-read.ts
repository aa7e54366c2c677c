import { Mode } from "../../firmware/accelerator/registers";
import { createFmcCore } from "../../firmware/emulator/fmc-core";
import { fmc } from "../../firmware/emulator/profiles/fmc";
import { Random } from "../../firmware/math/random";
import { type Experiment, type ExperimentResult, type RunOptions, row, type Series } from "./experiment";

const CELLS = fmc.pixels * fmc.pictures;

export const parallelRead: Experiment = {
	id: "E2",
	title: "Parallel read: current against conductance",
	mirrors: "FMC figure 2c: points on lines of slope U0 for U0 = 1, 2 and 5 mV",
	claim:
		"One shot reads all 400 cells of the storage array; current over conductance is U0. Measured: slope of the line through the origin " +
		"that fits one shot best (worst of all shots), and the mean share of the variance that the line of slope U0 explains.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const random = new Random(seed, 2);
		const core = createFmcCore(fmc);
		const crossbar = core.crossbars[0];
		const report = { outputs: 0, clipped: 0, conversions: 0, microseconds: 0, noiseFloor: 0, energy: 0 };
		const rows = [];
		const series: Series[] = [];
		for (const millivolts of [1, 2, 5]) {
			const settings = { ...core.defaults, toneAmplitude: millivolts * 1e-3 };
			let worst = 0;
			let explained = 0;
			const shots = quick ? 20 : 200;
			for (let shot = 0; shot < shots; shot++) {
				for (let cell = 0; cell < CELLS; cell++) crossbar.set(cell, 1e-4 + 9e-4 * random.uniform());
				core.multiply(Mode.TONES_READ, 0, fmc.pictures, settings, random, report);
				const fit = fitLine(core.amperes, crossbar.cells, crossbar.step, settings.toneAmplitude);
				if (Math.abs(fit.slope - 1) > Math.abs(worst)) worst = fit.slope - 1;
				explained += fit.explained / shots;
			}
			series.push({
				label: `${millivolts} mV`,
				x: Array.from(crossbar.cells, units => units * crossbar.step * 1e3),
				y: Array.from(core.amperes.subarray(0, CELLS), current => current * 1e6),
				mark: "points",
			});
			series.push({ label: `slope ${millivolts} mV`, x: [0, 1], y: [0, millivolts], reference: true });
			rows.push(row(`slope at ${millivolts} mV less U0, worst shot`, 100 * worst, "%", "within 0.3 %", -0.3, 0.3));
			const least = millivolts === 1 ? 0.997 : 0.999;
			rows.push(row(`R² at ${millivolts} mV`, explained, "", millivolts === 1 ? ">= 0.997" : "> 0.999", least, 1));
		}
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E2: 400 cells read in one shot",
				x: { label: "Conductance (mS)" },
				y: { label: "Current at the cell's tone (µA)" },
				series,
			},
		};
	},
};

/** Slope through the origin relative to `amplitude`, and the share of the variance explained by a line of slope `amplitude`. */
function fitLine(
	currents: Float64Array,
	cells: Int32Array,
	step: number,
	amplitude: number,
): { slope: number; explained: number } {
	let cross = 0;
	let power = 0;
	let sum = 0;
	for (let n = 0; n < cells.length; n++) {
		const expected = cells[n] * step * amplitude;
		cross += expected * currents[n];
		power += expected * expected;
		sum += currents[n];
	}
	let residual = 0;
	let total = 0;
	for (let n = 0; n < cells.length; n++) {
		residual += (currents[n] - cells[n] * step * amplitude) ** 2;
		total += (currents[n] - sum / cells.length) ** 2;
	}
	return { slope: cross / power, explained: 1 - residual / total };
}
