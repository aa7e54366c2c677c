import { fmc } from "../../firmware/emulator/profiles/fmc";
import { Random } from "../../firmware/math/random";
import { type Experiment, row } from "./experiment";
import { mean } from "./measure";

const ROWS = 128;
const ERROR_LIMIT = 0.01;
/** Device capacitance in farads, and the paper's cut-off in gigahertz. */
const POINTS = [
	{ capacitance: 20e-15, name: "20 fF", calculated: "4.4 GHz", paper: 5 },
	{ capacitance: 2e-15, name: "2 fF", calculated: "46 GHz", paper: 50 },
	{ capacitance: 0.44e-15, name: "0.44 fF", calculated: "199 GHz", paper: 200 },
];

export const cutOff: Experiment = {
	id: "E11",
	title: "Cut-off frequency against device capacitance",
	mirrors: "FMC figure 4d and supplement 16",
	claim:
		"A column of 128 cells, 1 to 10 kohm (uniform in resistance), each with a parallel capacitance of 5 % spread, the mean capacitance cancelled by a differential " +
		"column. Measured: the frequency at which the rms of the remaining capacitive current over columns is 1 % of the column's resistive current, and 12 % of the " +
		"paper's value is allowed. Without that cancellation the limit is two hundred times lower; ideal drivers and wires are assumed, as in the paper.",
	run({ seed, quick }) {
		const random = new Random(seed, 11);
		const columns = quick ? 8000 : 20000;
		const spread = fmc.device.capacitanceSpread;
		// Both currents are linear in voltage, and the capacitive one in frequency: one draw serves all capacitances.
		const conductances: number[] = [];
		let power = 0;
		for (let column = 0; column < columns; column++) {
			let conductance = 0;
			let mismatch = 0;
			for (let cell = 0; cell < ROWS; cell++) {
				conductance += 1 / (1000 + 9000 * random.uniform());
				mismatch += spread * random.gaussian();
			}
			conductances.push(conductance);
			power += (mismatch / conductance) ** 2;
		}
		const mismatchPerSiemens = Math.sqrt(power / columns);
		const gigahertz = (capacitance: number) => (1e-9 * ERROR_LIMIT) / (2 * Math.PI * capacitance * mismatchPerSiemens);
		const formula = (capacitance: number) =>
			(1e-9 * ERROR_LIMIT * Math.sqrt(ROWS) * (mean(conductances) / ROWS)) / (2 * Math.PI * spread * capacitance);
		const rows = POINTS.map(({ capacitance, name, calculated, paper }) =>
			row(
				`cut-off at ${name}`,
				gigahertz(capacitance),
				"GHz",
				`${paper} GHz (paper), ${calculated} (calculated)`,
				paper * 0.88,
				paper * 1.12,
			),
		);
		const uncancelled = (1e-9 * ERROR_LIMIT * (mean(conductances) / ROWS)) / (2 * Math.PI * POINTS[0].capacitance);
		rows.push(
			row("Monte Carlo over closed form", gigahertz(20e-15) / formula(20e-15), "", "1", 0.95, 1.05),
			row("cut-off at 20 fF, mean not cancelled", uncancelled, "GHz", "0.020 GHz", 0.019, 0.021),
		);
		const femtofarads = [0.2, 0.44, 1, 2, 5, 10, 20, 40];
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E11: frequency at which 128 rows are 1 % wrong",
				x: { label: "Capacitance of a device (fF)", scale: "log", low: 0.2, high: 40 },
				y: { label: "Cut-off frequency (GHz)", scale: "log", low: 1, high: 1000 },
				series: [
					{ label: "measured", x: femtofarads, y: femtofarads.map(value => gigahertz(value * 1e-15)) },
					{
						label: "paper",
						x: POINTS.map(point => point.capacitance * 1e15),
						y: POINTS.map(point => point.paper),
						mark: "points",
						reference: true,
					},
				],
			},
		};
	},
};
