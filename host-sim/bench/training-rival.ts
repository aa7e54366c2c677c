// One training step of the digits network by TensorFlow.js with its wasm backend and by ours, in one run on one thread:
// node --import tsx host-sim/bench/training-rival.ts. The backend lacks the gradient of convolution by its filter; here that is
// a convolution by the slopes, everything else the backend's own operations.
import { createRequire } from "node:module";
import { Random } from "../../firmware/math/random";
import type { Convolution, Operation } from "../toolchain/network/graph";
import { digitsGraph } from "../toolchain/train/digits-network";
import { Adam } from "../toolchain/train/optimizer";
import { loadSweepKernels } from "../toolchain/train/sweep-kernels";
import { TrainableNetwork } from "../toolchain/train/trainable-network";

const BATCH = 64;
const PICTURES = 60_000;
const STEPS = 6;

interface Tensor {
	readonly shape: number[];
	dataSync(): Float32Array;
	dispose(): void;
}
interface TensorFlow {
	setBackend(name: string): Promise<boolean>;
	tensor(data: Float32Array, shape: number[]): Tensor;
	keep(x: Tensor): Tensor;
	tidy(run: () => void): void;
	reshape(x: Tensor, shape: number[]): Tensor;
	mul(x: Tensor, y: Tensor | number): Tensor;
	add(x: Tensor, y: Tensor | number): Tensor;
	sub(x: Tensor, y: Tensor | number): Tensor;
	div(x: Tensor, y: Tensor | number): Tensor;
	sqrt(x: Tensor): Tensor;
	floor(x: Tensor): Tensor;
	greater(x: Tensor, y: number): Tensor;
	less(x: Tensor, y: number): Tensor;
	logicalAnd(x: Tensor, y: Tensor): Tensor;
	cast(x: Tensor, type: string): Tensor;
	sum(x: Tensor, axes?: number[]): Tensor;
	conv2d(
		x: Tensor,
		filter: Tensor,
		strides: number,
		pad: number[][] | "valid",
		format?: "NHWC",
		dilations?: number,
	): Tensor;
	conv2dTranspose(x: Tensor, filter: Tensor, shape: number[], strides: number, pad: number[][]): Tensor;
	pad(x: Tensor, pads: number[][]): Tensor;
	transpose(x: Tensor, axes: number[]): Tensor;
	matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
	maxPool(x: Tensor, size: number, stride: number, pad: "same"): Tensor;
	clipByValue(x: Tensor, least: number, most: number): Tensor;
	softmax(x: Tensor): Tensor;
	engine(): { runKernel(name: string, inputs: object, attributes: object): Tensor };
}

const require = createRequire(new URL("rivals/", import.meta.url));
const tf = require("@tensorflow/tfjs-core") as TensorFlow;
const backend = require("@tensorflow/tfjs-backend-wasm") as { setThreadsCount(count: number): void };

const random = new Random(1);
const inputs = Float32Array.from({ length: BATCH * 784 }, () => random.uniform());
const labels = Uint8Array.from({ length: BATCH }, () => random.below(10));

async function ours(): Promise<number> {
	const network = new TrainableNetwork(digitsGraph(1), {
		kernels: await loadSweepKernels(20e6),
		batch: BATCH,
		noise: { level: 0, random },
		decay: 0,
		learnRanges: false,
		rangeDecay: 0,
		given: [0],
	});
	const optimizer = new Adam(network.parameters);
	return fastest(() => {
		network.given[0].numbers.set(inputs);
		network.learn(labels, BATCH);
		optimizer.step(1e-3);
	});
}

/** A weight or bias, its gradient's moments (Adam's), all kept from step to step. */
interface Variable {
	value: Tensor;
	first: Tensor;
	second: Tensor;
}

async function theirs(): Promise<number> {
	backend.setThreadsCount(1);
	await tf.setBackend("wasm");
	const graph = digitsGraph(1);
	const x = tf.tensor(inputs, [BATCH, 28, 28, 1]);
	const oneHot = tf.tensor(
		Float32Array.from({ length: BATCH * 10 }, (_, i) => (labels[Math.floor(i / 10)] === i % 10 ? 1 : 0)),
		[BATCH, 10],
	);
	const variables = new Map<string, [weights: Variable, bias: Variable]>();
	graph.nodes.forEach(({ name, operation, inputs: [from], shape }) => {
		if (operation.kind !== "convolution" && operation.kind !== "dense") return;
		const channels = from === 0 ? 1 : graph.nodes[from - 1].shape.channels;
		variables.set(
			name,
			operation.kind === "dense"
				? [variable(operation.weights, [channels, shape.channels]), variable(operation.bias, [shape.channels])]
				: [
						variable(operation.kernel, [operation.kernelHeight, operation.kernelWidth, channels, shape.channels]),
						variable(operation.bias, [shape.channels]),
					],
		);
	});
	return fastest(() => {
		const values = [x];
		for (const {
			name,
			operation,
			inputs: [from],
		} of graph.nodes) {
			const [weights, bias] = variables.get(name) ?? [];
			values.push(forward(operation, values[from], weights?.value, bias?.value));
		}
		let slope = tf.div(tf.sub(tf.softmax(values[values.length - 1]), oneHot), BATCH);
		for (let n = graph.nodes.length - 1; n > 0; n--) {
			const { name, operation } = graph.nodes[n];
			const [weights, bias] = variables.get(name) ?? [];
			const input = values[n];
			const own = slope;
			switch (operation.kind) {
				case "quantization": {
					const inside = tf.logicalAnd(tf.greater(input, 0), tf.less(input, operation.most));
					slope = tf.mul(own, tf.cast(inside, "float32"));
					break;
				}
				case "maximum":
					slope = tf
						.engine()
						.runKernel(
							"MaxPoolGrad",
							{ dy: own, input, output: values[n + 1] },
							{ filterSize: 2, strides: 2, pad: "same" },
						);
					break;
				case "reshape":
					slope = tf.reshape(own, input.shape);
					break;
				case "dense":
					slope = tf.matMul(own, weights!.value, false, true);
					adapt(weights!, tf.matMul(input, own, true));
					adapt(bias!, tf.sum(own, [0]));
					break;
				case "convolution":
					// The pictures take no slopes.
					if (n > 1) slope = tf.conv2dTranspose(own, weights!.value, input.shape, operation.stride, padsOf(operation));
					adapt(weights!, filterSlopes(input, own, operation));
					adapt(bias!, tf.sum(own, [0, 1, 2]));
			}
		}
		variables.get("dense")![1].value.dataSync();
	});
}

function variable(numbers: Float32Array, shape: number[]): Variable {
	const zeros = () => tf.keep(tf.tensor(new Float32Array(numbers.length), shape));
	return { value: tf.keep(tf.tensor(numbers, shape)), first: zeros(), second: zeros() };
}

function forward(operation: Operation, x: Tensor, weights?: Tensor, bias?: Tensor): Tensor {
	switch (operation.kind) {
		case "quantization": {
			const step = operation.most / (2 ** operation.bits - 1);
			return tf.mul(tf.floor(tf.add(tf.div(tf.clipByValue(x, 0, operation.most), step), 0.5)), step);
		}
		case "convolution":
			return tf.add(tf.conv2d(x, weights!, operation.stride, padsOf(operation)), bias!);
		case "maximum":
			return tf.maxPool(x, 2, 2, "same");
		case "dense":
			return tf.add(tf.matMul(x, weights!), bias!);
		default:
			return tf.reshape(x, [BATCH, -1]);
	}
}

function padsOf({ padding }: Convolution): number[][] {
	return [
		[0, 0],
		[padding.top, padding.bottom],
		[padding.left, padding.right],
		[0, 0],
	];
}

/** The convolution of the input by the slopes, batch and channels changed about: faster there than patches and a product. */
function filterSlopes(input: Tensor, slope: Tensor, operation: Convolution): Tensor {
	const images = tf.transpose(tf.pad(input, padsOf(operation)), [3, 1, 2, 0]);
	const filter = tf.transpose(slope, [1, 2, 0, 3]);
	return tf.transpose(tf.conv2d(images, filter, 1, "valid", "NHWC", operation.stride), [1, 2, 0, 3]);
}

/** A step of Adam. */
function adapt(variable: Variable, gradient: Tensor): void {
	const replace = (old: Tensor, next: Tensor) => {
		old.dispose();
		return tf.keep(next);
	};
	variable.first = replace(variable.first, tf.add(tf.mul(variable.first, 0.9), tf.mul(gradient, 0.1)));
	variable.second = replace(
		variable.second,
		tf.add(tf.mul(variable.second, 0.999), tf.mul(tf.mul(gradient, gradient), 0.001)),
	);
	const change = tf.div(tf.mul(variable.first, 1e-3), tf.add(tf.sqrt(variable.second), 1e-7));
	variable.value = replace(variable.value, tf.sub(variable.value, change));
}

/** Milliseconds of processor time of the fastest of some steps, after one that does not count. */
function fastest(step: () => void): number {
	step();
	let least = Number.POSITIVE_INFINITY;
	for (let n = 0; n < STEPS; n++) {
		const start = process.cpuUsage();
		tf.tidy(step);
		const { user, system } = process.cpuUsage(start);
		least = Math.min(least, (user + system) / 1000);
	}
	return least;
}

const own = await ours();
const rival = await theirs();
const epoch = (milliseconds: number) => `${((milliseconds * PICTURES) / BATCH / 1000).toFixed(0)} s an epoch`;
process.stdout.write(
	[
		`one step of ${BATCH} digits, fastest of ${STEPS}, one thread, processor time`,
		`ours                             ${own.toFixed(1)} ms, ${epoch(own)}`,
		`@tensorflow/tfjs-backend-wasm    ${rival.toFixed(1)} ms, ${epoch(rival)}, ${(rival / own).toFixed(1)} times as long`,
		"",
	].join("\n"),
);
