import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../firmware/math/random";
import { packedLength, packWeights } from "../../../../host-sim/toolchain/train/packed-weights";
import { PlainSweepKernels } from "../../../../host-sim/toolchain/train/plain-sweep-kernels";
import { loadSweepKernels, type SweepKernels } from "../../../../host-sim/toolchain/train/sweep-kernels";

const fast = await loadSweepKernels(1 << 20);
const plain = new PlainSweepKernels();

/** A window of 3 x 3 over 2 images of 7 x 9 pixels, stride 2. */
function run(kernels: SweepKernels, channels: number, outputs: number): Float32Array[] {
	const [images, height, width, stride] = [2, 7, 9, 2];
	const random = new Random(channels, outputs);
	const fill = (length: number) => {
		const numbers = kernels.allocate(length);
		for (let i = 0; i < length; i++) numbers[i] = random.gaussian();
		return numbers;
	};
	const rows = 9 * channels;
	const offsets: number[] = [];
	for (let y = 0; y + 3 <= height; y += stride)
		for (let x = 0; x + 3 <= width; x += stride) offsets.push((y * width + x) * channels);
	const sweep = {
		imageLength: height * width * channels,
		offsets: kernels.placeOffsets(offsets),
		positions: offsets.length,
		lines: 3,
		lineStep: width * channels,
		lineLength: 3 * channels,
		outputs,
	};
	const inputs = fill(images * sweep.imageLength);
	const weights = fill(rows * outputs);
	const bias = kernels.allocate(packedLength(1, outputs));
	bias.set(fill(outputs));
	const slopes = fill(images * sweep.positions * outputs);
	const packed = kernels.allocate(packedLength(rows, outputs));
	packWeights(weights, rows, outputs, packed);
	const results = kernels.allocate(images * sweep.positions * outputs);
	kernels.forward(sweep, images, inputs, packed, bias, results);
	const gradient = fill(rows * outputs);
	kernels.weights(sweep, images, inputs, slopes, gradient);
	const quantized = kernels.allocate(results.length);
	kernels.quantize(results, results.length, 2.1, 0.3, quantized);
	const passed = fill(results.length);
	const clipped = kernels.clipSlopes(results, slopes, results.length, 2.1, passed, outputs === 13);
	return [results.slice(), gradient.slice(), quantized.slice(), passed.slice(), Float32Array.of(clipped)];
}

for (const [channels, outputs] of [
	[1, 1],
	[3, 8],
	[2, 13],
	[5, 16],
])
	test(`${fast.name} kernels give the plain ones' bits, ${channels} channels to ${outputs}`, () => {
		assert.is.not(fast.name, plain.name);
		assert.equal(run(fast, channels, outputs), run(plain, channels, outputs));
	});

test("memory that is too small is refused in words", async () => {
	const small = await loadSweepKernels(1000);
	assert.throws(() => small.allocate(1 << 20), /smaller batches/);
});

test.run();
