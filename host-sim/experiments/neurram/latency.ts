import { vectorEnergy, vectorsTime } from "../../../firmware/emulator/neurram/estimates";
import { boardTiming, chipTiming, neurram } from "../../../firmware/emulator/profiles/neurram";
import { type Experiment, type ExperimentResult, row } from "../experiment";

const MILLI = 1e-3;
const NANO = 1e-9;
const BITS = 3;
const onBoard = { ...neurram, timing: boardTiming };

/** Seconds of one vector of three bits. */
function time(profile: typeof neurram, column: number, multiplier: number, steps: number): number {
	return vectorsTime(profile, column, 1, 2 * BITS, 2 * multiplier * ((1 << BITS) - 1), steps);
}

export const latency: Experiment = {
	id: "N9",
	title: "Latency and energy, estimates",
	mirrors: "Cycle counts of the authors' hardware description, and the times a vector that their programs printed",
	claim:
		"The timing model of an operation (register patterns, sample-and-integrate cycles, steps of the conversion) on the authors' board, where 512 bits pass for each pattern and step, at two recorded operating points.",
	run(): ExperimentResult {
		return {
			rows: [
				row(
					"input stage, core column 0, multiplier 4",
					time(onBoard, 0, 4, 0) / MILLI,
					"ms",
					"0.56 ms calculated",
					0.53,
					0.59,
				),
				row(
					"input stage, core column 1, multiplier 6",
					time(onBoard, 1, 6, 0) / MILLI,
					"ms",
					"0.96 ms calculated",
					0.91,
					1.01,
				),
				row(
					"a step, core column 0",
					(time(onBoard, 0, 4, 1) - time(onBoard, 0, 4, 0)) * 1e6,
					"us",
					"42 us calculated",
					40,
					44,
				),
				row(
					"a step, core column 1",
					(time(onBoard, 1, 6, 1) - time(onBoard, 1, 6, 0)) * 1e6,
					"us",
					"83 us calculated",
					79,
					87,
				),
				row(
					"a vector of 16 steps, column 0",
					time(onBoard, 0, 4, 16) / MILLI,
					"ms",
					"1.19 to 1.25 ms measured",
					1.13,
					1.31,
				),
				row("a vector of 17 steps, column 1", time(onBoard, 1, 6, 17) / MILLI, "ms", "2.39 ms measured", 2.2, 2.55),
				row(
					"the chip alone, multiplier 6, 17 steps",
					time({ ...neurram, timing: chipTiming }, 1, 6, 17) / MILLI,
					"ms",
					"not published",
				),
				row(
					"energy of a product of 256 x 256",
					vectorEnergy(neurram, 256, 256) / NANO,
					"nJ",
					"3.05 nJ at 43 TOPS/W",
					3,
					3.1,
				),
			],
			note: "Two constants are fitted to four calculated times: 5.6 us a cycle, 1 us a step. 2.1 us for a product of 256 x 256 is quoted of the paper from memory and not used. Energy is operations over 43 TOPS/W (a survey's figure, bits not stated): an estimate.",
		};
	},
};
