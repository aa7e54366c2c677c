/** What a batch normalisation has learnt, one value a filter. */
export interface BatchNormalization {
	gamma: ArrayLike<number>;
	beta: ArrayLike<number>;
	mean: ArrayLike<number>;
	variance: ArrayLike<number>;
}

/** Keras' epsilon, as the published networks were trained with. */
export const EPSILON = 1e-3;

/**
 * Folds the normalisation after a convolution into it: W gamma / sqrt(variance + epsilon), and the bias with it
 * (neurram.md section 4). The shape stays.
 * @param kernel last index the filter. @throws RangeError where the sizes do not fit
 */
export function foldBatchNormalization(
	kernel: ArrayLike<number>,
	bias: ArrayLike<number>,
	{ gamma, beta, mean, variance }: BatchNormalization,
	epsilon = EPSILON,
): { kernel: Float64Array; bias: Float64Array } {
	const filters = bias.length;
	if ([gamma, beta, mean, variance].some(({ length }) => length !== filters) || kernel.length % filters !== 0)
		throw new RangeError(
			`${filters} filters, but the normalisation has ${gamma.length} and the kernel ${kernel.length} weights`,
		);
	const scale = Float64Array.from({ length: filters }, (_, n) => gamma[n] / Math.sqrt(variance[n] + epsilon));
	return {
		kernel: Float64Array.from({ length: kernel.length }, (_, n) => kernel[n] * scale[n % filters]),
		bias: Float64Array.from({ length: filters }, (_, n) => (bias[n] - mean[n]) * scale[n] + beta[n]),
	};
}
