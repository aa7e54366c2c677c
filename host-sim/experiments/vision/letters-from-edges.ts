import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { idealVision, type VisionProfile, vision } from "../../../firmware/emulator/profiles/vision";
import { Random } from "../../../firmware/math/random";
import type { Classifier } from "../../toolchain/classifier";
import { CoreRunner } from "../../toolchain/core-runner";
import { EDGE_PIXELS, edgeProfile, edgeSensor, trainOnSensor, VisionLetters } from "../../toolchain/vision-letters";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";
import { bestLabel } from "../letter-chip";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SHOT = fmc.pictures;
const SPREADS = [0.03, 0.1, 0.2, 0.3, 0.4];
const FLICKERS = [0.002, 0.02, 0.05, 0.1, 0.2];
/** Streams of the seed. */
const Stream = { training: 1, letters: 2 } as const;

/** Part of `shots` times sixteen disturbed letters that sensor and chip read right, per cent. */
function accuracy(profile: VisionProfile, classifier: Classifier, shots: number, seed: number): number {
	const letters = new VisionLetters(classifier.labels);
	const sensor = edgeSensor(profile, seed);
	const chip = new CoreRunner(classifier, createFmcCore(edgeProfile(classifier.labels.length)), seed);
	const random = new Random(seed, Stream.letters);
	const maps = new Uint8Array(SHOT * EDGE_PIXELS);
	let right = 0;
	for (let shot = 0; shot < shots; shot++) {
		const wanted = Array.from({ length: SHOT }, (_, k) => letters.draw(sensor, random, maps, k * EDGE_PIXELS));
		const scores = chip.readInk(maps, shot);
		wanted.forEach((label, k) => {
			if (bestLabel(scores, classifier.labels.length, k) === label) right++;
		});
	}
	return (100 * right) / (shots * SHOT);
}

export const lettersFromEdges: Experiment = {
	id: "V2",
	title: "Letters through sensor and crossbar",
	mirrors:
		'Wang S. et al. 2021: vision sensor and memristor crossbar recognise letters (a student\'s page: "nearly 100 %" on n, j, u)',
	claim:
		"Two Sobel kernels in the sensor, their magnitudes stored in the crossbar, sixteen letters read in one shot against 26 classes. Measured: " +
		"disturbed letters (as the trainer of the letters draws them) read right by the noisy chip. One set of weights is trained on an ideal sensor, the other on each " +
		"sensor itself, with its own spread in the loop; means of the dies tried.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const letters = new VisionLetters([...ALPHABET]);
		const steps = quick ? 500 : 2500;
		const shots = quick ? 20 : 125;
		const dies = quick ? [2] : [1, 2, 3];
		const train = (profile: VisionProfile): Classifier =>
			trainOnSensor(letters, edgeSensor(profile, seed), steps, new Random(seed, Stream.training));
		const plain = train(idealVision);
		const rows = [
			row("ideal sensor", accuracy(idealVision, plain, shots, seed), "%", "at least 99 %", 99, 100),
			row("sensor of the profile", accuracy(vision, plain, shots, seed), "%", "at least 99 %", 99, 100),
		];
		const spreads = quick ? [0.4] : SPREADS;
		const plainCurve: number[] = [];
		const ownCurve: number[] = [];
		for (const spread of spreads) {
			let without = 0;
			let within = 0;
			for (const die of dies) {
				const profile = { ...vision, spread, die };
				without += accuracy(profile, plain, shots, seed) / dies.length;
				within += accuracy(profile, train(profile), shots, seed) / dies.length;
			}
			plainCurve.push(without);
			ownCurve.push(within);
		}
		const last = spreads.length - 1;
		const most = `spread ${100 * spreads[last]} %`;
		rows.push(
			row(`${most}, trained on an ideal sensor`, plainCurve[last], "%", "worse", 0, 97),
			row(`${most}, trained on the sensor itself`, ownCurve[last], "%", "at least 99 %", 99, 100),
		);
		const flickers = (quick ? [FLICKERS[2]] : FLICKERS).map(flicker => {
			const measured = accuracy({ ...vision, flicker }, plain, shots, seed);
			rows.push(row(`noise of ${100 * flicker} % of the photocurrent`, measured, "%", ""));
			return measured;
		});
		return {
			rows,
			plot: {
				kind: "curves",
				title: "V2: letters through sensor and crossbar",
				x: { label: "Spread of the photoresponse, or noise (%)", scale: "log" },
				y: { label: "Letters right (%)" },
				series: [
					{ label: "spread, trained on an ideal sensor", x: spreads.map(percent), y: plainCurve, mark: "both" },
					{ label: "spread, trained on the sensor itself", x: spreads.map(percent), y: ownCurve, mark: "both" },
					{ label: "noise", x: FLICKERS.slice(0, flickers.length).map(percent), y: flickers, mark: "both" },
				],
			},
			note: "Noise is drawn anew in every exposure, so no training takes it out; spread stays, and training does.",
		};
	},
};

function percent(part: number): number {
	return 100 * part;
}
