import { fmc } from "../../firmware/emulator/profiles/fmc";
import { compensate, WireSolver } from "../../firmware/emulator/wires";
import { Random } from "../../firmware/math/random";
import { type Experiment, row } from "./experiment";
import { mean, standardDeviation } from "./measure";

/** Shape, expected mean and standard deviation in percent. */
const POINTS = [
	{ rows: 25, columns: 9, mean: -1.1, deviation: 0.2 },
	{ rows: 32, columns: 32, mean: -3.1, deviation: 0.7 },
	{ rows: 64, columns: 64, mean: -10.9, deviation: 2.3 },
	{ rows: 128, columns: 128, mean: -31.6, deviation: 5.8 },
];
const INPUTS = 16;

export const wireDrop: Experiment = {
	id: "E12",
	title: "Wire resistance and its compensation",
	mirrors: "FMC supplement 3: 0.17 ohm a segment, conductance compensation",
	claim:
		"Cells of 1 to 10 kohm (uniform in resistance) with 0.17 ohm a wire segment, rows driven at one end, columns collected at their foot. Measured: relative error of the column " +
		"currents for random non-negative inputs, mean and standard deviation over columns; then the largest error of any cell of the effective matrix after " +
		"multiplicative compensation. Not negligible at direct current, as the paper has it for high frequency, but removed by programming through the wires.",
	run({ seed, quick }) {
		const random = new Random(seed, 12);
		const rows = [];
		const profile = { x: [] as number[], y: [] as number[], after: [] as number[] };
		for (const point of POINTS) {
			const name = `${point.rows} x ${point.columns}`;
			const cells = point.rows * point.columns;
			const solver = new WireSolver(point.rows, point.columns);
			const effective = new Float64Array(cells);
			const errors: number[] = [];
			let target = new Float64Array(cells);
			const draws = Math.ceil((quick ? 9000 : 30000) / cells);
			for (let draw = 0; draw < draws; draw++) {
				target = Float64Array.from({ length: cells }, () => 1 / (1000 + 9000 * random.uniform()));
				solver.solve(target, fmc.wires.segment, 0, effective);
				errors.push(...outputErrors(target, effective, point.rows, point.columns, random));
			}
			const spread = standardDeviation(errors);
			const slack = Math.max(0.1, 0.15 * point.deviation);
			rows.push(
				row(`${name}, mean`, mean(errors), "%", `${point.mean} %`, point.mean * 1.06, point.mean * 0.94),
				row(
					`${name}, standard deviation`,
					spread,
					"%",
					`${point.deviation} %`,
					point.deviation - slack,
					point.deviation + slack,
				),
			);
			const largest = point.rows === 64;
			const programmed = new Float64Array(cells);
			if (cells <= 64 * 64) {
				const rounds = 6;
				const left = 100 * compensate(solver, target, fmc.wires.segment, 0, rounds, Infinity, programmed, effective);
				rows.push(row(`${name}, worst cell after ${rounds} rounds of compensation`, left, "%", "< 0.01 %", 0, 0.01));
			}
			if (largest) {
				solver.solve(target, fmc.wires.segment, 0, programmed);
				for (let column = 0; column < point.columns; column++) {
					profile.x.push(column + 1);
					profile.y.push(columnError(target, programmed, point.rows, point.columns, column));
					profile.after.push(columnError(target, effective, point.rows, point.columns, column));
				}
			}
		}
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E12: column current of a 64 x 64 array, 0.17 ohm a segment",
				x: { label: "Column, from the driven end", low: 1, high: 64 },
				y: { label: "Error of the column current (%)" },
				series: [
					{ label: "as programmed", x: profile.x, y: profile.y },
					{ label: "programmed with compensation", x: profile.x, y: profile.after },
				],
			},
		};
	},
};

/** Relative error in percent of each column's current, for several random inputs. */
function outputErrors(
	target: Float64Array,
	effective: Float64Array,
	rows: number,
	columns: number,
	random: Random,
): number[] {
	const errors: number[] = [];
	for (let input = 0; input < INPUTS; input++) {
		const voltages = Float64Array.from({ length: rows }, () => random.uniform());
		for (let column = 0; column < columns; column++)
			errors.push(columnError(target, effective, rows, columns, column, voltages));
	}
	return errors;
}

/** Without voltages: one volt on every row. */
function columnError(
	target: Float64Array,
	effective: Float64Array,
	rows: number,
	columns: number,
	column: number,
	voltages?: Float64Array,
): number {
	let ideal = 0;
	let real = 0;
	for (let i = 0; i < rows; i++) {
		const voltage = voltages ? voltages[i] : 1;
		ideal += voltage * target[i * columns + column];
		real += voltage * effective[i * columns + column];
	}
	return 100 * (real / ideal - 1);
}
