import { readFileSync } from "node:fs";
import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { idealVision, type VisionProfile, vision } from "../../../firmware/emulator/profiles/vision";
import { Random } from "../../../firmware/math/random";
import { parseModel } from "../../../firmware/model/format";
import type { SensorFields } from "../../../firmware/sensing/vision/sensor-stage";
import type { Classifier } from "../../toolchain/classifier";
import { CoreRunner } from "../../toolchain/core-runner";
import { EDGE_PIXELS, edgeProfile } from "../../toolchain/edge-profile";
import { letterSensor, trainOnSensor, VisionLetters } from "../../toolchain/vision-letters";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";
import { bestLabel } from "../letter-chip";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SHOT = fmc.pictures;
const SPREADS = [0.03, 0.1, 0.2, 0.3, 0.4];
const FLICKERS = [0.002, 0.02, 0.05, 0.1, 0.2];
/** Streams of the seed. */
const Stream = { training: 1, letters: 2 } as const;

/** The model that ships: kernels and weights trained end to end, the spread of ever new dies in the loop (cim train edges). */
const shipped = parseModel(new Uint8Array(readFileSync(new URL("../../../firmware/model/edges.cim", import.meta.url))));

/** Part of `shots` times sixteen disturbed letters that sensor and chip read right, per cent. @param kernels Sobel's where absent */
function accuracy(
	profile: VisionProfile,
	classifier: Classifier,
	shots: number,
	seed: number,
	kernels?: SensorFields,
): number {
	const letters = new VisionLetters(classifier.labels);
	const sensor = letterSensor(profile, seed, kernels);
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
		"disturbed letters (as the trainer of the letters draws them) read right by the noisy chip. One set of weights is trained on an ideal sensor, one on each " +
		"sensor itself, with its own spread in the loop; and sensor and crossbar are trained end to end as one network (edges.cim), with the spread of " +
		"another die in every batch, none of them the dies tried. Means of the dies.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const letters = new VisionLetters([...ALPHABET]);
		const steps = quick ? 500 : 2500;
		const shots = quick ? 20 : 125;
		const dies = quick ? [2] : [1, 2, 3];
		const train = (profile: VisionProfile): Classifier =>
			trainOnSensor(letters, letterSensor(profile, seed), steps, new Random(seed, Stream.training));
		const plain = train(idealVision);
		const rows = [
			row("ideal sensor", accuracy(idealVision, plain, shots, seed), "%", "at least 99 %", 99, 100),
			row("sensor of the profile", accuracy(vision, plain, shots, seed), "%", "at least 99 %", 99, 100),
			row(
				"sensor of the profile, end to end",
				accuracy(vision, shipped, shots, seed, shipped.sensor),
				"%",
				"at least 99 %",
				99,
				100,
			),
		];
		const spreads = quick ? [0.4] : SPREADS;
		const plainCurve: number[] = [];
		const ownCurve: number[] = [];
		const endToEndCurve: number[] = [];
		for (const spread of spreads) {
			let without = 0;
			let within = 0;
			let endToEnd = 0;
			for (const die of dies) {
				const profile = { ...vision, spread, die };
				without += accuracy(profile, plain, shots, seed) / dies.length;
				within += accuracy(profile, train(profile), shots, seed) / dies.length;
				endToEnd += accuracy(profile, shipped, shots, seed, shipped.sensor) / dies.length;
			}
			plainCurve.push(without);
			ownCurve.push(within);
			endToEndCurve.push(endToEnd);
		}
		const last = spreads.length - 1;
		const most = `spread ${100 * spreads[last]} %`;
		rows.push(
			row(`${most}, trained on an ideal sensor`, plainCurve[last], "%", "worse", 0, 97),
			row(`${most}, end to end, dies never seen`, endToEndCurve[last], "%", "better", plainCurve[last], 100),
			row(`${most}, trained on the sensor itself`, ownCurve[last], "%", "at least 99 %", 99, 100),
		);
		const noises = quick ? [FLICKERS[2]] : FLICKERS;
		const noisy = noises.map(flicker => accuracy({ ...vision, flicker }, plain, shots, seed));
		const noisyEndToEnd = noises.map(flicker => accuracy({ ...vision, flicker }, shipped, shots, seed, shipped.sensor));
		noises.forEach((flicker, n) => {
			const words = `noise of ${100 * flicker} % of the photocurrent`;
			rows.push(row(words, noisy[n], "%", ""), row(`${words}, end to end`, noisyEndToEnd[n], "%", ""));
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
					{ label: "spread, end to end, dies never seen", x: spreads.map(percent), y: endToEndCurve, mark: "both" },
					{ label: "noise", x: noises.map(percent), y: noisy, mark: "both" },
					{ label: "noise, end to end", x: noises.map(percent), y: noisyEndToEnd, mark: "both" },
				],
			},
			note: "Spread stays, so weights that know their sensor take all of it out. Noise is drawn anew in every exposure: training with noise in the loop helps where it is large, and takes none of it out.",
		};
	},
};

function percent(part: number): number {
	return 100 * part;
}
