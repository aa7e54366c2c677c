import { CIFAR_LABELS } from "../data/cifar";
import type { Graph } from "../network/graph";
import type { Checkpoint } from "./checkpoint";
import { GraphBuilder } from "./graph-builder";

export const RESIDUAL_CHECKPOINTS = {
	plain: "cifar10_resnet20_act3b_wnoise0.00.npz",
	noisy: "cifar10_resnet20_act3b_wnoise0.20.npz",
	finetuned: "cifar10_finetune_fwd_finetune_all_val.npz",
} as const;

/**
 * What stands between the last addition and the dense layer (neurram-recipes.md section 2). The published table was made with
 * "rectified mean": rectification, mean, quantiser. The fine-tuned network has "mean": mean, quantiser.
 */
export type ResidualHead = "rectified mean" | "mean";

/** Number of blocks in each of three stages. The first of the second and third halves the picture and has a convolution beside. */
const BLOCKS = 3;
const EPSILON = 1e-3;

/** NeuRRAM's ResNet-20 for CIFAR-10. */
export function residualGraph(checkpoint: Checkpoint, head: ResidualHead): Graph {
	const input = { height: 32, width: 32, channels: 3, zero: 0, scale: 255 };
	const layers = new ResidualLayers(checkpoint, new GraphBuilder("resnet-20", input, CIFAR_LABELS));
	const { builder } = layers;
	let value = builder.quantization("input", 0, 4, 0.95);
	value = layers.quantize(layers.normalize(layers.convolve(value)));
	for (let stage = 0; stage < 3; stage++)
		for (let block = 0; block < BLOCKS; block++) {
			const last = stage === 2 && block === BLOCKS - 1;
			const sum = layers.block(value, stage > 0 && block === 0);
			value = last ? sum : layers.quantize(sum);
		}
	if (head === "rectified mean") value = builder.add("relu", { kind: "relu" }, [value]);
	value = layers.quantize(builder.mean("mean", value));
	builder.dense("dense", value, checkpoint.values("dense_noise/kernel"), checkpoint.values("dense_noise/bias"));
	return builder.graph;
}

/** Layers by the running numbers that their kinds have in the checkpoint. */
class ResidualLayers {
	readonly builder: GraphBuilder;
	#checkpoint: Checkpoint;
	#convolutions = 0;
	#normalizations = 0;
	#quantizers = 0;

	constructor(checkpoint: Checkpoint, builder: GraphBuilder) {
		this.#checkpoint = checkpoint;
		this.builder = builder;
	}

	convolve(value: number, stride = 1): number {
		const name = numbered("conv2d_noise", this.#convolutions++);
		const kernel = this.#checkpoint.array(`${name}/kernel`);
		return this.builder.convolution(name, value, kernel, this.#checkpoint.values(`${name}/bias`), stride);
	}

	normalize(value: number): number {
		const name = numbered("batch_normalization", this.#normalizations++);
		const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"].map(part =>
			this.#checkpoint.values(`${name}/${part}`),
		);
		return this.builder.add(name, { kind: "normalization", gamma, beta, mean, variance, epsilon: EPSILON }, [value]);
	}

	quantize(value: number): number {
		const name = numbered("activation_quant", this.#quantizers++);
		return this.builder.quantization(name, value, 3, this.#checkpoint.number(`${name}/relux`));
	}

	block(value: number, halved: boolean): number {
		const first = this.quantize(this.normalize(this.convolve(value, halved ? 2 : 1)));
		const second = this.normalize(this.convolve(first));
		const shortcut = halved ? this.convolve(value, 2) : value;
		return this.builder.add(`add${this.#convolutions}`, { kind: "add" }, [second, shortcut]);
	}
}

function numbered(name: string, number: number): string {
	return number === 0 ? name : `${name}_${number}`;
}
