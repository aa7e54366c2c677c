import { BLOCK } from "./packed-weights";
import type { Sweep, SweepKernels } from "./sweep-kernels";

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

	quantize(inputs: Float32Array, count: number, most: number, step: number, values: Float32Array): void {
		const limit = Math.fround(most);
		const unit = Math.fround(step);
		for (let i = 0; i < count; i++) {
			const steps = Math.fround(Math.min(Math.max(inputs[i], 0), limit) / unit);
			values[i] = Math.floor(Math.fround(steps + 0.5)) * unit;
		}
	}

	clipSlopes(
		inputs: Float32Array,
		slopes: Float32Array,
		count: number,
		most: number,
		to: Float32Array,
		add: boolean,
	): number {
		const limit = Math.fround(most);
		const sums = new Float32Array(4);
		const tiled = count - (count % 4);
		for (let i = 0; i < count; i++) {
			const x = inputs[i];
			const passed = x > 0 && x < limit ? slopes[i] : 0;
			to[i] = add ? to[i] + passed : passed;
			if (x >= limit && i < tiled) sums[i % 4] += slopes[i];
		}
		let sum = Math.fround(Math.fround(Math.fround(sums[0] + sums[1]) + sums[2]) + sums[3]);
		for (let i = tiled; i < count; i++) if (inputs[i] >= limit) sum = Math.fround(sum + slopes[i]);
		return sum;
	}
}
