import { ConverterKind } from "../../../firmware/accelerator/registers";
import { neurram, neurramIdeal } from "../../../firmware/emulator/profiles/neurram";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";
import { mean } from "../measure";
import { correlation, fitColumn } from "./fit";
import { LEVELS, SegmentBench } from "./segment-bench";

const PAIRS = 16;
const COLUMNS = 8;

/** Pairs with weights that all columns share: the first columns positive, the others negative. */
function transferBench(profile: typeof neurram, seed: number): SegmentBench {
	const bench = new SegmentBench(profile, seed);
	const codes = new Uint8Array(2 * PAIRS * COLUMNS);
	for (let pair = 0; pair < PAIRS; pair++)
		for (let j = 0; j < COLUMNS; j++) codes[(2 * pair + (j < COLUMNS / 2 ? 0 : 1)) * COLUMNS + j] = LEVELS;
	bench.program(codes, COLUMNS);
	return bench;
}

/** All pairs at the same input, `least` to `most`. */
function ramp(least: number, most: number): Int16Array {
	return Int16Array.from({ length: (most - least + 1) * PAIRS }, (_, n) => least + Math.floor(n / PAIRS));
}

/** Codes of one column over the inputs. */
function column(codes: Int16Array, j: number): number[] {
	return Array.from({ length: codes.length / COLUMNS }, (_, n) => codes[n * COLUMNS + j]);
}

function slope(x: number[], y: number[]): number {
	return fitColumn(x, y, 1, 0).slope;
}

export const converterTransfer: Experiment = {
	id: "N6",
	title: "From input to code: both converters, both signs, up to eight bits",
	mirrors: "Figures 3e to 3g, the recorded slopes of both signs and the recorded offsets over the read voltage",
	claim:
		"Sixteen pairs at full weight, all driven alike, no faults or noise. Codes k stand for k + 1/2 steps of charge. Measured: slopes of the positive and negative side at the recorded asymmetric steps; " +
		"linearity; the offset that 5 mV more positive read voltage gives at a pulse multiplier of 10; inputs of eight bits in two passes against one.",
	run({ seed }: RunOptions): ExperimentResult {
		const { neuron } = neurram;
		const bench = transferBench(
			{ ...neurramIdeal, neuron: { ...neurramIdeal.neuron, stepOffset: neuron.stepOffset } },
			seed,
		);
		bench.configure({ inputBits: 4, inputSigned: 1, pulseMultiplier: 3 });
		const x = Array.from({ length: 15 }, (_, n) => n - 7);
		const codes = column(bench.multiply(ramp(-7, 7), PAIRS), 0).map(code => code + 0.5);
		const up = slope(x.slice(7), codes.slice(7));
		const down = slope(x.slice(0, 8), codes.slice(0, 8));

		const even = transferBench(neurramIdeal, seed);
		even.configure({ inputBits: 4, inputSigned: 1, pulseMultiplier: 3 });
		const decrement = even.multiply(ramp(-7, 7), PAIRS);
		even.configure({ converter: ConverterKind.BINARY_SEARCH });
		const search = even.multiply(ramp(-7, 7), PAIRS);
		const apart = decrement.reduce((most, code, n) => Math.max(most, Math.abs(code - search[n])), 0);

		even.configure({ converter: ConverterKind.DECREMENT, inputBits: 3, inputSigned: 0, pulseMultiplier: 10 });
		const zero = column(even.multiply(ramp(0, 0), PAIRS), 0)[0];
		even.configure({ positiveVoltage: even.point.positiveVoltage + 0.05 });
		const shifted = (column(even.multiply(ramp(0, 0), PAIRS), 0)[0] - zero) / 10;

		const wide = transferBench(neurramIdeal, seed);
		wide.configure({ inputBits: 8, inputSigned: 1, pulseMultiplier: 1, outputBits: 13 });
		const inputs = Array.from({ length: 255 }, (_, n) => n - 127);
		const both = wide.multiply(ramp(-127, 127), PAIRS);
		const eight = column(both, 0);
		wide.configure({ inputBits: 4, pulseMultiplier: 6, outputBits: 8 });
		const clipped = wide.multiply(ramp(7, 7), PAIRS)[0];
		return {
			rows: [
				row("slope of negative over positive outputs", down / up, "", "6.51 / 6.21 = 1.048 recorded", 1.0, 1.1),
				row("linearity over 4-bit inputs (correlation)", correlation(x, codes), "", "linear", 0.995),
				row("largest difference of binary search and charge decrement", apart, "codes", "0: same charge", 0, 0),
				row(
					"codes of 5 mV more read voltage, multiplier 10, 3 bits",
					shifted,
					"codes",
					"about 0.9 recorded",
					0.45,
					1.35,
				),
				row("linearity of 8 bits in two passes (correlation)", correlation(inputs, eight), "", "linear", 0.9995),
				row("code at the end of the range", clipped, "", "99 (99.5 steps)", 99, 99),
				row(
					"asymmetry of the two signs of one input",
					mean(x.map((_, n) => Math.abs(column(decrement, 0)[n] + column(decrement, COLUMNS - 1)[n] + 1))),
					"codes",
					"0 with even steps",
					0,
					0.2,
				),
			],
			plot: {
				kind: "curves",
				title: "N6: code over input, recorded steps",
				x: { label: "Input (4 bits, signed)" },
				y: { label: "Code + 1/2" },
				series: [{ label: "charge decrement", x, y: codes, mark: "both" }],
			},
			note: "The share of the charge that turns both steps into nearly equal ones is fitted to the recorded ratio of the slopes.",
		};
	},
};
