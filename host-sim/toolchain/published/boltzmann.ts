import type { BoltzmannMachine } from "../network/graph";
import type { Checkpoint } from "./checkpoint";

export const BOLTZMANN_CHECKPOINT = "mnist_rbm_h120_wnoise0.20.npz";

/** The authors' program clips the hidden biases for the chip, as so many rows of the largest weight. */
const LARGEST_HIDDEN_BIAS = 16;

/** NeuRRAM's restricted Boltzmann machine: 784 pixels and 10 labels, 120 hidden units; neurram-recipes.md section 4. */
export function publishedBoltzmannMachine(checkpoint: Checkpoint): BoltzmannMachine {
	const { shape, values } = checkpoint.array("W");
	const most = checkpoint.number("w_max");
	return {
		name: "mnist-rbm",
		visible: shape[0],
		hidden: shape[1],
		weights: clipped(values, most),
		visibleBias: checkpoint.values("b"),
		hiddenBias: clipped(checkpoint.values("a"), LARGEST_HIDDEN_BIAS),
	};
}

function clipped(values: Float32Array, most: number): Float32Array {
	return values.map(value => Math.max(-most, Math.min(most, value)));
}
