import { Mode } from "../../../firmware/accelerator/registers";
import { neurram, neurramIdeal } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";
import { mean, standardDeviation } from "../measure";
import { LEVELS, SegmentBench } from "./segment-bench";

const ROWS = 32;
const COLUMNS = 8;
const NOISE = 0.02;
const DRAWS = 100_000;

/**
 * Voltage mode by brute force: every cell fluctuates anew in every draw.
 * @returns means and standard deviations of the columns' weighted means, inputs as units.
 */
function bruteForce(bench: SegmentBench, inputs: Int16Array, draws: number, random: Random) {
	const samples = Array.from({ length: COLUMNS }, () => new Float64Array(draws));
	const cells = Float64Array.from({ length: ROWS * COLUMNS }, (_, n) =>
		bench.conductance(n % ROWS, Math.floor(n / ROWS)),
	);
	for (let draw = 0; draw < draws; draw++)
		for (let j = 0; j < COLUMNS; j++) {
			let sum = 0;
			let total = 0;
			for (let i = 0; i < ROWS; i++) {
				const g = cells[j * ROWS + i] * (1 + NOISE * random.gaussian());
				sum += g * (i % 2 === 0 ? inputs[i >> 1] : -inputs[i >> 1]);
				total += g;
			}
			samples[j][draw] = sum / total;
		}
	return samples.map(values => ({ mean: mean([...values]), spread: standardDeviation([...values]) }));
}

export const readNoise: Experiment = {
	id: "N8",
	title: "Read noise referred to the output",
	mirrors: "Calculated: the closed form of cim-peers.md section 3.4 against every cell drawn anew",
	claim:
		"16 pairs, 8 columns, read noise of 2 %, one vector of signed inputs, 100,000 draws. The chip adds one Gaussian number an output; brute force draws each of the 32 x 8 cells each time. " +
		"Codes are made fine (steps of 1/40) so that the converter does not hide the noise.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const random = new Random(seed, 70);
		const draws = quick ? (DRAWS * 3) / 5 : DRAWS;
		const bench = new SegmentBench({ ...neurramIdeal, readNoise: NOISE }, seed);
		bench.program(
			Uint8Array.from({ length: ROWS * COLUMNS }, () => random.below(LEVELS + 1)),
			COLUMNS,
		);
		const one = Int16Array.from({ length: ROWS / 2 }, () => random.below(15) - 7);
		// A fine converter: more pulses, small steps, no limit in reach.
		const step = 0.0002;
		bench.configure({
			inputBits: 4,
			inputSigned: 1,
			pulseMultiplier: 10,
			decrementUp: neurramIdeal.neuron.stepOffset + step,
			decrementDown: step - neurramIdeal.neuron.stepOffset,
			decrementSteps: 30_000,
			outputBits: 16,
		});
		const expected = bruteForce(bench, one, draws, random);
		const { point } = bench;
		const scale =
			(2 * point.pulseMultiplier * neurram.neuron.attenuation * (point.positiveVoltage + point.negativeVoltage)) /
			2 /
			step;
		const inputs = new Int16Array(draws * one.length);
		for (let draw = 0; draw < draws; draw++) inputs.set(one, draw * one.length);
		const codes = bench.multiply(inputs, one.length, Mode.FORWARD);
		const columns = expected.map((_, j) =>
			Array.from({ length: draws }, (_, n) => (codes[n * COLUMNS + j] + 0.5) / scale),
		);
		const spreads = columns.map((values, j) => standardDeviation(values) / expected[j].spread - 1);
		const shifts = columns.map((values, j) => (mean(values) - expected[j].mean) / expected[j].spread);
		return {
			rows: [
				row(
					"standard deviation against brute force, mean of 8 columns",
					100 * mean(spreads),
					"%",
					"0, within 2 %",
					-2,
					2,
				),
				row(
					"the same, worst column",
					100 * Math.max(...spreads.map(Math.abs)),
					"%",
					"0, within 2 % and sampling",
					0,
					3,
				),
				row(
					"shift of the mean, in standard deviations, worst column",
					Math.max(...shifts.map(Math.abs)),
					"",
					"0, within 2 % and sampling",
					0,
					0.06,
				),
			],
		};
	},
};
