import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { EPSILON, foldBatchNormalization } from "../../../host-sim/toolchain/batch-normalization";

const random = new Random(1);
const draw = (count: number, from = -1) => Float64Array.from({ length: count }, () => from + 2 * random.uniform());

test("a folded layer gives what the layer and its normalisation give", () => {
	const [inputs, filters] = [27, 5];
	const kernel = draw(inputs * filters);
	const bias = draw(filters);
	const normalization = {
		gamma: draw(filters),
		beta: draw(filters),
		mean: draw(filters),
		variance: draw(filters, 0.01),
	};
	const folded = foldBatchNormalization(kernel, bias, normalization);
	assert.is(folded.kernel.length, kernel.length);
	assert.is(folded.bias.length, filters);
	const input = draw(inputs);
	const product = (weights: Float64Array, offsets: Float64Array, filter: number) =>
		input.reduce((sum, value, i) => sum + value * weights[i * filters + filter], offsets[filter]);
	const { gamma, beta, mean, variance } = normalization;
	for (let j = 0; j < filters; j++) {
		const expected = ((product(kernel, bias, j) - mean[j]) / Math.sqrt(variance[j] + EPSILON)) * gamma[j] + beta[j];
		assert.ok(Math.abs(product(folded.kernel, folded.bias, j) - expected) < 1e-12);
	}
});

test("sizes that do not fit are refused", () => {
	const four = { gamma: draw(4), beta: draw(4), mean: draw(4), variance: draw(4, 0) };
	assert.throws(() => foldBatchNormalization(draw(25), draw(5), four), RangeError);
	assert.throws(() => foldBatchNormalization(draw(9), draw(4), four), RangeError);
});

test.run();
