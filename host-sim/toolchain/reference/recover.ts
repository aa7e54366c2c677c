import type { Kernels, RealMatrix } from "../../../firmware/emulator/kernels/kernels";
import { Random } from "../../../firmware/math/random";
import { readyKernels } from "../../kernels/fast-kernels";
import type { BoltzmannMachine } from "../network/graph";

/** Pictures of which a part is lost. */
export interface DamagedPictures {
	/** Pixels 0 to 1 with what is lost replaced, picture by picture. */
	pixels: Float32Array;
	/** 1 where a pixel is as it was and may be put back. */
	known: Uint8Array;
}

export interface RecoveryOptions {
	steps?: number;
	/** Units above one half are on, instead of by chance. */
	deterministic?: boolean;
	/** Standard deviation of the noise on the weights, the same draw for the whole run. */
	weightNoise?: number;
	seed?: number;
	kernels?: Kernels;
	/** Is told the error after each step, of all pictures. */
	afterStep?: (step: number, error: number) => void;
}

const DEFAULT_STEPS = 10;
const BATCH = 250;
/** A pixel that is flipped becomes ink below this and paper above. */
const DARK = 0.7;

/** Each pixel lost with this probability: dark ones become 1, others 0. Which ones is known. */
export function flipPixels(pictures: Float32Array, probability: number, seed: number): DamagedPictures {
	const random = new Random(seed);
	const known = new Uint8Array(pictures.length).fill(1);
	const pixels = pictures.map((pixel, i) => {
		if (random.uniform() >= probability) return pixel;
		known[i] = 0;
		return pixel < DARK ? 1 : 0;
	});
	return { pixels, known };
}

/** All of each picture from pixel number `first` on lost, and as gray as the pictures are in the mean. */
export function coverPixels(pictures: Float32Array, size: number, first: number): DamagedPictures {
	let sum = 0;
	for (const pixel of pictures) sum += pixel;
	const mean = sum / pictures.length;
	const isKnown = (i: number) => i % size < first;
	return {
		pixels: pictures.map((pixel, i) => (isKnown(i) ? pixel : mean)),
		known: Uint8Array.from(pictures, (_, i) => (isKnown(i) ? 1 : 0)),
	};
}

/** Mean over the pictures of the Euclidean distance between pixels. */
export function pictureDistance(found: Float32Array, pictures: Float32Array, size: number): number {
	let sum = 0;
	for (let at = 0; at < pictures.length; at += size) {
		let square = 0;
		for (let i = at; i < at + size; i++) square += (found[i] - pictures[i]) ** 2;
		sum += Math.sqrt(square);
	}
	return (sum * size) / pictures.length;
}

/**
 * Gibbs sampling by a restricted Boltzmann machine of pixels and a label (neurram-recipes.md section 4): visible units are
 * drawn, hidden units from them, and visible probabilities from those; known pixels and the label are put back after each step.
 * Products are in double precision. @returns the pixels after the last step
 */
export function recoverPictures(
	machine: BoltzmannMachine,
	pictures: Float32Array,
	classes: Uint8Array,
	damaged: DamagedPictures,
	options: RecoveryOptions = {},
): Float32Array {
	const size = pictures.length / classes.length;
	const run = new Recovery(machine, size, options);
	const state = new Float32Array(classes.length * machine.visible);
	run.place(state, damaged.pixels, classes);
	const steps = options.steps ?? DEFAULT_STEPS;
	for (let step = 1; step <= steps; step++) {
		run.step(state, classes.length);
		run.putBack(state, pictures, damaged.known, classes);
		options.afterStep?.(step, pictureDistance(run.pixels(state), pictures, size));
	}
	return run.pixels(state);
}

class Recovery {
	#machine: BoltzmannMachine;
	#size: number;
	#deterministic: boolean;
	#random: Random;
	#toHidden: RealMatrix;
	#toVisible: RealMatrix;
	#visible: Float64Array;
	#hidden: Float64Array;

	constructor(machine: BoltzmannMachine, size: number, options: RecoveryOptions) {
		const { visible, hidden } = machine;
		this.#machine = machine;
		this.#size = size;
		this.#deterministic = options.deterministic ?? false;
		this.#random = new Random(options.seed ?? 1, 1);
		const noise = options.weightNoise ?? 0;
		const weights = Float64Array.from(machine.weights, weight => weight + noise * (noise && this.#random.gaussian()));
		const kernels = options.kernels ?? readyKernels();
		this.#toHidden = kernels.realMatrix(visible, hidden);
		this.#toHidden.load(weights);
		this.#toVisible = kernels.realMatrix(hidden, visible);
		this.#toVisible.load(weights.map((_, i) => weights[(i % visible) * hidden + Math.floor(i / visible)]));
		this.#visible = new Float64Array(BATCH * visible);
		this.#hidden = new Float64Array(BATCH * hidden);
	}

	place(state: Float32Array, pixels: Float32Array, classes: Uint8Array): void {
		const { visible } = this.#machine;
		for (let n = 0; n < classes.length; n++)
			state.set(pixels.subarray(n * this.#size, (n + 1) * this.#size), n * visible);
		this.#putLabels(state, classes);
	}

	pixels(state: Float32Array): Float32Array {
		const { visible } = this.#machine;
		const count = state.length / visible;
		const pixels = new Float32Array(count * this.#size);
		for (let n = 0; n < count; n++) pixels.set(state.subarray(n * visible, n * visible + this.#size), n * this.#size);
		return pixels;
	}

	step(state: Float32Array, count: number): void {
		const { visible, hidden, visibleBias, hiddenBias } = this.#machine;
		for (let first = 0; first < count; first += BATCH) {
			const batch = Math.min(BATCH, count - first);
			const from = first * visible;
			for (let i = 0; i < batch * visible; i++) this.#visible[i] = this.#isOn(state[from + i]);
			this.#toHidden.multiply(this.#visible, batch, this.#hidden);
			for (let i = 0; i < batch * hidden; i++)
				this.#hidden[i] = this.#isOn(sigmoid(this.#hidden[i] + hiddenBias[i % hidden]));
			this.#toVisible.multiply(this.#hidden, batch, this.#visible);
			for (let i = 0; i < batch * visible; i++) state[from + i] = sigmoid(this.#visible[i] + visibleBias[i % visible]);
		}
	}

	putBack(state: Float32Array, pictures: Float32Array, known: Uint8Array, classes: Uint8Array): void {
		const { visible } = this.#machine;
		for (let n = 0; n < classes.length; n++)
			for (let i = 0; i < this.#size; i++)
				if (known[n * this.#size + i]) state[n * visible + i] = pictures[n * this.#size + i];
		this.#putLabels(state, classes);
	}

	#putLabels(state: Float32Array, classes: Uint8Array): void {
		const { visible } = this.#machine;
		for (let n = 0; n < classes.length; n++)
			for (let i = this.#size; i < visible; i++) state[n * visible + i] = i - this.#size === classes[n] ? 1 : 0;
	}

	#isOn(probability: number): number {
		return (this.#deterministic ? probability > 0.5 : this.#random.uniform() < probability) ? 1 : 0;
	}
}

function sigmoid(value: number): number {
	return 1 / (1 + Math.exp(-value));
}
