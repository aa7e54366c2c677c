import { BLOCK, type Sweep, type SweepKernels } from "./sweep-kernels";

/** The oracle of host-sim/kernels/assembly/training.ts: the same sums of 32-bit numbers in the same order. */
export class PlainSweepKernels implements SweepKernels {
	readonly name = "plain";

	allocate(length: number): Float32Array {
		return new Float32Array(length);
	}

	placeOffsets(offsets: readonly number[]): Int32Array {
		return Int32Array.from(offsets);
	}

	forward(
		sweep: Sweep,
		images: number,
		inputs: Float32Array,
		packed: Float32Array,
		bias: Float32Array,
		outputs: Float32Array,
	): void {
		const { imageLength, offsets, positions, lines, lineStep, lineLength, outputs: count } = sweep;
		const rows = lines * lineLength;
		for (let image = 0, to = 0; image < images; image++)
			for (let position = 0; position < positions; position++)
				for (let n = 0; n < count; n++, to++) {
					const block = n - (n % BLOCK);
					let weight = block * rows + (n - block);
					let sum = bias[n];
					for (let line = 0; line < lines; line++) {
						const from = image * imageLength + offsets[position] + line * lineStep;
						for (let k = 0; k < lineLength; k++, weight += BLOCK)
							sum = Math.fround(sum + Math.fround(inputs[from + k] * packed[weight]));
					}
					outputs[to] = sum;
				}
	}

	weights(sweep: Sweep, images: number, inputs: Float32Array, slopes: Float32Array, gradient: Float32Array): void {
		const { imageLength, offsets, positions, lines, lineStep, lineLength, outputs: count } = sweep;
		for (let image = 0; image < images; image++)
			for (let line = 0; line < lines; line++)
				for (let k = 0; k < lineLength; k++)
					for (let n = 0; n < count; n++) {
						const from = image * imageLength + line * lineStep + k;
						let slope = image * positions * count + n;
						let sum = 0;
						for (let position = 0; position < positions; position++, slope += count)
							sum = Math.fround(sum + Math.fround(inputs[from + offsets[position]] * slopes[slope]));
						gradient[(line * lineLength + k) * count + n] += sum;
					}
	}
}
