/** Pixels of a kernel: itself and its eight neighbours, row by row. */
export const TAPS = 9;

/** Weights of one 3 x 3 kernel, parts of the largest photoresponse, -1 to 1. */
export type Kernel = readonly number[];

/**
 * Ready-made kernels, each scaled so that its largest weight is the largest photoresponse: the sensor has no larger one.
 * Edges, sharpening and contrast are what Wang C.-Y. et al. (Science Advances 6, eaba6173, 2020) show such a sensor to do.
 */
export const kernels = {
	identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
	edges: scaled([-1, -1, -1, -1, 8, -1, -1, -1, -1]),
	sobelX: scaled([-1, 0, 1, -2, 0, 2, -1, 0, 1]),
	sobelY: scaled([-1, -2, -1, 0, 0, 0, 1, 2, 1]),
	sharpen: scaled([0, -1, 0, -1, 5, -1, 0, -1, 0]),
	/** Twice the pixel less the mean of its surroundings. */
	contrast: scaled([-1, -1, -1, -1, 16, -1, -1, -1, -1]),
	gaussian: scaled([1, 2, 1, 2, 4, 2, 1, 2, 1]),
	/** A pair that was trained together with a crossbar of letters, as gate levels of 5 bits (edges.cim; cim train edges). */
	trainedA: scaled([-2, 15, 2, -15, 11, 1, -6, -3, -3]),
	trainedB: scaled([-4, -15, 0, 15, 9, 5, 2, -11, 1]),
} as const satisfies Record<string, Kernel>;

function scaled(weights: readonly number[]): Kernel {
	let most = 0;
	for (const weight of weights) most = Math.max(most, Math.abs(weight));
	return weights.map(weight => weight / most);
}
