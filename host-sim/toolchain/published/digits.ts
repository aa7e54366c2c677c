import type { Graph } from "../network/graph";
import type { Checkpoint } from "./checkpoint";
import { GraphBuilder } from "./graph-builder";

export const DIGITS_CHECKPOINT = "mnist_cnn_7layer_input3b_wnoise0.15.npz";

/** NeuRRAM's network for MNIST: six convolutions of 3 x 3, a pool after every other one, a dense layer; neurram-recipes.md section 1. */
export function digitsGraph(checkpoint: Checkpoint): Graph {
	const input = { height: 28, width: 28, channels: 1, zero: 0, scale: 255 };
	const labels = Array.from({ length: 10 }, (_, n) => String(n));
	const builder = new GraphBuilder("mnist-cnn", input, labels);
	let value = builder.quantization("input", 0, 3, 1);
	for (let n = 0; n < 6; n++) {
		const mark = n === 0 ? "" : `_${n}`;
		const name = `conv2d_noise${mark}`;
		value = builder.convolution(name, value, checkpoint.array(`${name}/kernel`), checkpoint.values(`${name}/bias`));
		const quantizer = `activation_quant${mark}`;
		value = builder.quantization(quantizer, value, 3, checkpoint.number(`${quantizer}/relux`));
		if (n % 2 === 1) value = builder.halve(`pool${(n + 1) / 2}`, value);
	}
	builder.dense("dense", value, checkpoint.values("dense/kernel"), checkpoint.values("dense/bias"));
	return builder.graph;
}
