import { aihwkitFit, NeurramOxideCell } from "../../../firmware/emulator/devices/neurram-oxide";
import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import type { NetworkModelFields } from "../../../firmware/model/network";
import type { Codes } from "../../../firmware/networks/patches";
import { IdealNetwork } from "../compile/ideal-network";
import { choosePoints } from "../compile/points";
import { VectorSample } from "../compile/vector-sample";

export interface CalibrationOptions {
	profile: NeurramProfile;
	/** Inputs that lines are fitted from, a matrix; the file grows with them. */
	representatives: number;
	seed: number;
}

/** Vectors that operating points are chosen from. */
const SAMPLES = 512;

/**
 * A model whose operating points and representative inputs are those that training examples make in each layer, on a chip
 * without error: what a chip calibrates its lines from when the model is loaded. Weights, places and the known answer stay.
 * @param codes inputs of `count` training examples
 */
export function calibrateModel(
	model: NetworkModelFields,
	codes: Codes,
	count: number,
	{ profile, representatives, seed }: CalibrationOptions,
): { model: NetworkModelFields; uses: number[] } {
	const matrices = model.matrices.map(matrix => ({
		...matrix,
		copies: matrix.copies.map(copy => copy.map(segment => ({ ...segment }))),
	}));
	const ideal = new IdealNetwork(model, new Random(seed, 3));
	const most = Math.max(SAMPLES, representatives);
	const sample = (stream: number) => matrices.map((_, n) => new VectorSample(new Random(seed, 2 * n + stream), most));
	const forward = sample(0);
	const backward = sample(1);
	const size = codes.length / count;
	for (let n = 0; n < count; n++)
		ideal.run(codes.slice(n * size, (n + 1) * size), (matrix, vector, length, isBackward) => {
			(isBackward ? backward : forward)[matrix].add(vector, length);
		});
	const vectors = (samples: readonly VectorSample[]) => samples.map(({ vectors: all }) => all.slice(0, SAMPLES));
	const cell = new NeurramOxideCell(aihwkitFit);
	const { points, uses } = choosePoints(matrices, vectors(forward), profile, cell, vectors(backward));
	matrices.forEach((matrix, n) => {
		matrix.representative = codesAs(matrix.inputSigned, forward[n].distinct(representatives));
		if (matrix.backwardBits > 0)
			matrix.backwardRepresentative = codesAs(matrix.backwardSigned, backward[n].distinct(representatives));
	});
	return { model: { ...model, matrices, points }, uses };
}

function codesAs(signed: boolean, values: readonly number[]): Codes {
	return signed ? Int8Array.from(values) : Uint8Array.from(values);
}
