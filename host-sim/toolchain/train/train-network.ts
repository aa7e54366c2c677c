import { Random } from "../../../firmware/math/random";
import type { Examples } from "./examples";
import { Adam, GradientDescent } from "./optimizer";
import { softmaxLoss } from "./softmax-loss";
import type { TrainableNetwork } from "./trainable-network";

/** How a network is trained; with the seed it says everything. */
export interface Recipe {
	epochs: number;
	batch: number;
	optimizer: "adam" | "descent";
	/** Highest and last rate: it rises linearly over the warm-up, then falls linearly. */
	rate: number;
	lastRate: number;
	/** Part of all batches in which the rate rises. */
	warmUp: number;
	/** Weight noise: deviation over the layer's largest weight. It rises from 0 to this over the first `noiseRise` of all batches. */
	noise: number;
	noiseRise: number;
	/**
	 * Largest weight of a layer over the root mean square of its weights, kept after each batch; 0 for any. Without large weights
	 * the chip's conductance range serves all, and noise in parts of the largest one is smaller (Joshi et al., Nature Communications
	 * 11, 2473, 2020).
	 */
	range: number;
	decay: number;
	learnRanges: boolean;
	rangeDecay: number;
	seed: number;
}

export interface EpochReport {
	/** From 1. */
	epoch: number;
	/** Mean cross-entropy and part right of the epoch's batches, as they were learned. */
	loss: number;
	accuracy: number;
}

/** Streams of the seed, one for each use of chance. */
export const Stream = { order: 1, disturbance: 2, noise: 3, start: 4, trial: 5 } as const;

const MOMENTUM = 0.9;

/** Trains in place. Same network, examples and recipe, same numbers, on every machine. */
export function trainNetwork(
	network: TrainableNetwork,
	examples: Examples,
	recipe: Recipe,
	onEpoch?: (report: EpochReport) => void,
	onBatch?: (part: number) => void,
): void {
	const { parameters, noise } = network;
	const optimizer = recipe.optimizer === "adam" ? new Adam(parameters) : new GradientDescent(parameters, MOMENTUM);
	const order = Uint32Array.from({ length: examples.count }, (_, n) => n);
	const shuffling = new Random(recipe.seed, Stream.order);
	const disturbing = new Random(recipe.seed, Stream.disturbance);
	noise.random.reseed(recipe.seed, Stream.noise);
	const given = network.given.map(({ numbers }) => numbers);
	const labels = new Uint8Array(recipe.batch);
	const batches = Math.ceil(examples.count / recipe.batch);
	for (let epoch = 0; epoch < recipe.epochs; epoch++) {
		shuffle(order, shuffling);
		let loss = 0;
		let right = 0;
		for (let batch = 0; batch < batches; batch++) {
			const start = batch * recipe.batch;
			const count = Math.min(recipe.batch, examples.count - start);
			for (let slot = 0; slot < count; slot++) {
				const n = order[start + slot];
				examples.read(n, slot, given, disturbing);
				labels[slot] = examples.labels[n];
			}
			const part = (epoch * batches + batch) / (recipe.epochs * batches);
			noise.level = recipe.noise * Math.min(1, recipe.noiseRise > 0 ? part / recipe.noiseRise : 1);
			const result = network.learn(labels, count);
			optimizer.step(rateAt(recipe, part));
			if (recipe.range > 0)
				for (const parameter of parameters) if (parameter.isMatrix) parameter.keepWithin(recipe.range);
			loss += result.loss;
			right += result.right;
			onBatch?.(part);
		}
		onEpoch?.({ epoch: epoch + 1, loss: loss / examples.count, accuracy: right / examples.count });
	}
	noise.level = 0;
}

function rateAt({ rate, lastRate, warmUp }: Recipe, part: number): number {
	if (part < warmUp) return (rate * (part + 1e-3)) / (warmUp + 1e-3);
	return rate + ((lastRate - rate) * (part - warmUp)) / (1 - warmUp);
}

function shuffle(order: Uint32Array, chance: Random): void {
	for (let i = order.length - 1; i > 0; i--) {
		const j = chance.below(i + 1);
		const held = order[i];
		order[i] = order[j];
		order[j] = held;
	}
}

/**
 * Part of examples that a network gets right and its mean cross-entropy, nats. With a noise level, weights are drawn anew for each batch,
 * from `seed`.
 */
export function tryNetwork(
	network: TrainableNetwork,
	examples: Examples,
	{ noise = 0, seed = 0 }: { noise?: number; seed?: number } = {},
): { accuracy: number; loss: number } {
	const given = network.given.map(({ numbers }) => numbers);
	network.noise.level = noise;
	network.noise.random.reseed(seed, Stream.trial);
	network.prepare();
	let loss = 0;
	let right = 0;
	for (let start = 0; start < examples.count; start += network.batch) {
		const count = Math.min(network.batch, examples.count - start);
		for (let slot = 0; slot < count; slot++) examples.read(start + slot, slot, given, undefined);
		if (noise > 0 && start > 0) network.prepare();
		network.forward(count, false);
		const result = softmaxLoss(
			network.scores,
			network.classes,
			examples.labels.subarray(start, start + count),
			count,
			undefined,
		);
		loss += result.loss;
		right += result.right;
	}
	network.noise.level = 0;
	return { accuracy: right / examples.count, loss: loss / examples.count };
}
