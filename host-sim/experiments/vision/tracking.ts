import { plainKernels } from "../../../firmware/emulator/kernels/plain-kernels";
import { neurram } from "../../../firmware/emulator/profiles/neurram";
import { idealVision, type VisionProfile, vision } from "../../../firmware/emulator/profiles/vision";
import { PhotoPhysics } from "../../../firmware/emulator/vision/photo-physics";
import { Random } from "../../../firmware/math/random";
import { gateLevels } from "../../../firmware/sensing/vision/gate-levels";
import { kernels } from "../../../firmware/sensing/vision/kernel";
import { rectifiedMaps } from "../../../firmware/sensing/vision/rectified-maps";
import { VisionSensor } from "../../../firmware/sensing/vision/vision-sensor";
import { drawCourse, FIELD } from "../../toolchain/tracking/moving-target";
import {
	HIDDEN_CODES,
	type RecurrentNetwork,
	runRecurrent,
	trainRecurrent,
} from "../../toolchain/tracking/recurrent-network";
import { TrackerChip } from "../../toolchain/tracking/tracker-chip";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";

const PIXELS = FIELD * FIELD;
const HIDDEN = 24;
const STEPS = 12;
/** Steps that a recurrent network has to find the target in, before it is judged. */
const SETTLED = 5;
const TARGET = { noise: 14, hidden: 0.25 } as const;
/** Gray steps of a map that make the largest code: what the cross makes in an edge map. */
const FULL = 150;
/** Sensors that the network is trained on, one a course, and the one that it is tried on. */
const TRAINED_DIES = [2, 3, 4, 5, 6, 7, 8, 9];
const TRIED_DIE = 1;
/** Streams of the seed. */
const Stream = { training: 1, courses: 2, representative: 3 } as const;

interface Draw {
	given: Float64Array;
	wanted: Float64Array;
}

function sensorOf(profile: VisionProfile, die = TRIED_DIE): VisionSensor {
	return new VisionSensor({
		columns: FIELD,
		rows: FIELD,
		kernels: [gateLevels(kernels.edges, profile.gateBits)],
		physics: new PhotoPhysics(profile, die),
	});
}

/** A course through the sensor: edges of the light, codes of three bits as parts of one. */
function draw(sensor: VisionSensor, random: Random, given: Float64Array, wanted: Float64Array): void {
	const course = drawCourse(STEPS, TARGET, random);
	const map = new Uint8Array(PIXELS);
	for (let step = 0; step < STEPS; step++) {
		sensor.exposePixels(course.light.subarray(step * PIXELS, (step + 1) * PIXELS));
		rectifiedMaps(sensor, 256, map);
		for (let i = 0; i < PIXELS; i++)
			given[step * PIXELS + i] = Math.min(HIDDEN_CODES, Math.round((map[i] / FULL) * HIDDEN_CODES)) / HIDDEN_CODES;
	}
	wanted.set(course.position);
}

function courses(sensor: VisionSensor, count: number, random: Random): Draw[] {
	return Array.from({ length: count }, () => {
		const one = { given: new Float64Array(STEPS * PIXELS), wanted: new Float64Array(STEPS * 2) };
		draw(sensor, random, one.given, one.wanted);
		return one;
	});
}

/** Mean squared error of the coordinates after the first steps. */
function meanSquare(found: readonly Float64Array[], drawn: readonly Draw[]): number {
	let sum = 0;
	drawn.forEach(({ wanted }, n) => {
		for (let i = 2 * SETTLED; i < wanted.length; i++) sum += (found[n][i] - wanted[i]) ** 2;
	});
	return sum / (drawn.length * 2 * (STEPS - SETTLED));
}

export const tracking: Experiment = {
	id: "V3",
	title: "Tracking with a recurrent network",
	mirrors:
		"Wang S. et al. 2021: a moving cross followed by a recurrent network on the crossbar (a student's page: mean squared error below 1e-2)",
	claim:
		"A cross flies through 8 x 8 pixels in noise, hidden a quarter of the time; the sensor's edge map drives a recurrent network of 24 units on one " +
		"transposable array: forward makes the hidden state, backward through the same cells reads the position. Measured: mean squared error " +
		"of x and y, field 0 to 1, after five steps; the baseline is the same network without memory, trained as long. " +
		"Trained on the maps of eight sensors, each with its own spread and noise, and tried on a ninth.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const sensor = sensorOf(vision);
		const shape = { inputs: PIXELS, hidden: HIDDEN, outputs: 2 };
		const options = { steps: STEPS, batch: 16, updates: quick ? 500 : 1500, rate: 0.02, weightNoise: 0.02 };
		const dies = TRAINED_DIES.map(die => sensorOf(vision, die));
		const train = (recurrent: boolean): RecurrentNetwork =>
			trainRecurrent(
				shape,
				(random, given, wanted) => draw(dies[random.below(dies.length)], random, given, wanted),
				{ ...options, recurrent },
				new Random(seed, Stream.training),
			);
		const count = quick ? 60 : 400;
		const drawn = courses(sensor, count, new Random(seed, Stream.courses));
		const given = drawn.map(one => one.given);
		const network = train(true);
		const software = meanSquare(
			given.map(course => runRecurrent(network, course, true)),
			drawn,
		);
		const forgetful = train(false);
		const baseline = meanSquare(
			given.map(course => runRecurrent(forgetful, course, false)),
			drawn,
		);
		const representative = courses(sensor, 12, new Random(seed, Stream.representative)).map(one => one.given);
		const chip = new TrackerChip(network, representative, neurram, plainKernels, seed);
		const found = chip.run(given);
		const onChip = meanSquare(found, drawn);
		const bare = courses(sensorOf(idealVision), count, new Random(seed, Stream.courses));
		const moved = meanSquare(
			bare.map(one => runRecurrent(network, one.given, true)),
			bare,
		);
		const steps = Array.from({ length: STEPS }, (_, n) => n);
		return {
			rows: [
				row("recurrent, on the noisy chip", onChip, "", "below 1e-2", 0, 0.01),
				row("recurrent, software", software, "", "below 1e-2", 0, 0.01),
				row("without recurrence, software", baseline, "", "worse than with it", software, undefined),
				row("memory's gain: error without over error with", baseline / software, "", "above 1", 1, undefined),
				row("recurrent, software, a sensor without spread and noise", moved, "", ""),
				row("cells", chip.cells, "", "one core: at most 65,536", 1, 65536),
			],
			plot: {
				kind: "curves",
				title: "V3: a cross that is followed (x of one course)",
				x: { label: "Step" },
				y: { label: "x (parts of the field)", low: 0, high: 1 },
				series: [
					{ label: "where it is", x: steps, y: steps.map(n => drawn[1].wanted[2 * n]), reference: true },
					{ label: "recurrent, on the chip", x: steps, y: steps.map(n => found[1][2 * n]), mark: "both" },
					{
						label: "without recurrence",
						x: steps,
						y: steps.map(n => runRecurrent(forgetful, given[1], false)[2 * n]),
						mark: "points",
					},
				],
			},
		};
	},
};
