import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import {
	loadReal32,
	type ProductForm,
	type Real32,
	readyReal32,
	type SlidingWindow,
} from "../../../host-sim/kernels/real32";
import { Convolver } from "../../../host-sim/kernels/real32-convolution";
import { Real32Error } from "../../../host-sim/kernels/real32-fast";
import { PlainReal32 } from "../../../host-sim/kernels/real32-plain";

const plain = new PlainReal32();
const fast = await loadReal32(64);
const FORMS: ProductForm[] = ["AB", "AtB", "ABt"];
/** Rows, inner, columns: whole and broken tiles, runs and panels; nothing to add up. */
const SHAPES = [
	[1, 1, 1],
	[4, 8, 8],
	[5, 7, 9],
	[3, 0, 2],
	[17, 385, 12],
	[6, 900, 20],
	[66, 33, 65],
];

function reals(count: number, seed: number): Float32Array {
	const random = new Random(seed);
	return Float32Array.from({ length: count }, () => random.gaussian());
}

function inRoom(real32: Real32, numbers: Float32Array): Float32Array {
	const room = real32.room(numbers.length);
	room.set(numbers);
	return room;
}

function sameBits(found: Float32Array, expected: Float32Array, what: string): void {
	const left = new Int32Array(expected.buffer, expected.byteOffset, expected.length);
	const right = new Int32Array(found.buffer, found.byteOffset, found.length);
	for (let i = 0; i < left.length; i++)
		if (left[i] !== right[i]) assert.unreachable(`${what}: element ${i} is ${found[i]}, plain ${expected[i]}`);
}

/** The product in double precision. */
function exact(form: ProductForm, a: Float32Array, b: Float32Array, rows: number, inner: number, columns: number) {
	return Float64Array.from({ length: rows * columns }, (_, n) => {
		const [i, j] = [Math.floor(n / columns), n % columns];
		let sum = 0;
		for (let k = 0; k < inner; k++)
			sum +=
				(form === "AtB" ? a[k * rows + i] : a[i * inner + k]) *
				(form === "ABt" ? b[j * inner + k] : b[k * columns + j]);
		return sum;
	});
}

test("this is the WebAssembly one, and both ways to get one give it once it is built", () => {
	assert.is(fast.name, "WebAssembly SIMD");
	assert.is(readyReal32(1).name, "WebAssembly SIMD");
});

test("products of all forms and shapes: the plain one's bits, in rooms and elsewhere, added or not", () => {
	for (const form of FORMS)
		for (const [rows, inner, columns] of SHAPES)
			for (const add of [false, true]) {
				const what = `${form} ${rows} x ${inner} x ${columns}${add ? ", added" : ""}`;
				const a = reals(rows * inner, 1);
				const b = reals(inner * columns, 2);
				const expected = reals(rows * columns, 3);
				const found = expected.slice();
				const room = inRoom(fast, expected);
				plain.multiply(form, a, b, expected, rows, inner, columns, add);
				fast.multiply(form, a, b, found, rows, inner, columns, add);
				sameBits(found, expected, what);
				fast.multiply(form, inRoom(fast, a), inRoom(fast, b), room, rows, inner, columns, add);
				sameBits(room, expected, `${what}, in rooms`);
				if (add) continue;
				const sums = exact(form, a, b, rows, inner, columns);
				for (const [n, sum] of sums.entries())
					if (Math.abs(expected[n] - sum) > 1e-5 * Math.sqrt(inner))
						assert.unreachable(`${what}: ${expected[n]}, ${sum}`);
			}
});

test("numbers beside the result are left as they are", () => {
	const c = inRoom(fast, new Float32Array(40).fill(7));
	fast.multiply("AB", reals(15, 1), reals(25, 2), c.subarray(8, 23), 3, 5, 5);
	assert.ok(c.every((value, n) => (n >= 8 && n < 23) !== (value === 7)));
});

const WINDOWS: SlidingWindow[] = [
	windowOf(8, 8, 3, 3, 1, 1, 8),
	windowOf(8, 8, 5, 3, 2, 0, 4),
	windowOf(8, 8, 4, 1, 2, 0, 4),
	windowOf(8, 8, 4, 1, 1, 0, 8),
	windowOf(3, 5, 1, 5, 1, 2, 3, 5),
];

function windowOf(
	height: number,
	width: number,
	channels: number,
	kernel: number,
	stride: number,
	padding: number,
	outputHeight: number,
	outputWidth = outputHeight,
): SlidingWindow {
	const [kernelHeight, kernelWidth, top, left] = [kernel, kernel, padding, padding];
	return { height, width, channels, kernelHeight, kernelWidth, stride, top, left, outputHeight, outputWidth };
}

test("patches and their sums: the plain one's bits, row by row or at once", () => {
	for (const window of WINDOWS) {
		const { height, width, channels, kernelHeight, kernelWidth, outputHeight, outputWidth } = window;
		const image = reals(height * width * channels, 1);
		const size = kernelHeight * kernelWidth * channels * outputWidth;
		const [expected, found] = [plain, fast].map(real32 => {
			const patches = new Float32Array(size * outputHeight);
			real32.patches(window, image, 0, 1, patches);
			real32.patches(window, image, 1, outputHeight - 1, patches.subarray(size));
			const back = image.slice();
			real32.addPatches(window, patches, 0, outputHeight, back);
			return Float32Array.of(...patches, ...back);
		});
		sameBits(found, expected, JSON.stringify(window));
	}
});

test("convolution and its gradients: as written out, whatever the window", () => {
	for (const window of WINDOWS) {
		const { kernelHeight, kernelWidth, channels, outputHeight, outputWidth } = window;
		const convolver = new Convolver(fast, window, 3);
		const images = reals(2 * convolver.inputSize, 1);
		const kernel = reals(kernelHeight * kernelWidth * channels * 3, 2);
		const gradients = reals(2 * convolver.outputSize, 3);
		const outputs = new Float32Array(2 * convolver.outputSize);
		const kernelGradient = new Float32Array(kernel.length);
		const inputGradients = new Float32Array(images.length);
		convolver.forward(images, 2, kernel, outputs);
		convolver.addKernelGradient(images, 2, gradients, kernelGradient);
		convolver.addInputGradient(gradients, 2, kernel, inputGradients);
		const written = {
			outputs: outputs.slice().fill(0),
			kernelGradient: kernelGradient.slice().fill(0),
			inputGradients: inputGradients.slice().fill(0),
		};
		for (let n = 0; n < 2; n++)
			for (let y = 0; y < outputHeight; y++)
				for (let x = 0; x < outputWidth; x++)
					for (let i = 0; i < kernelHeight; i++)
						for (let j = 0; j < kernelWidth; j++)
							for (let channel = 0; channel < channels; channel++) {
								const row = y * window.stride - window.top + i;
								const column = x * window.stride - window.left + j;
								if (row < 0 || row >= window.height || column < 0 || column >= window.width) continue;
								const from = ((n * window.height + row) * window.width + column) * channels + channel;
								for (let out = 0; out < 3; out++) {
									const weight = ((i * kernelWidth + j) * channels + channel) * 3 + out;
									const to = ((n * outputHeight + y) * outputWidth + x) * 3 + out;
									written.outputs[to] += images[from] * kernel[weight];
									written.kernelGradient[weight] += images[from] * gradients[to];
									written.inputGradients[from] += kernel[weight] * gradients[to];
								}
							}
		const near = (found: Float32Array, expected: Float32Array, what: string) => {
			for (let n = 0; n < found.length; n++)
				if (Math.abs(found[n] - expected[n]) > 1e-4)
					assert.unreachable(`${what} ${n} is ${found[n]}, not ${expected[n]}: ${JSON.stringify(window)}`);
		};
		near(outputs, written.outputs, "output");
		near(kernelGradient, written.kernelGradient, "kernel gradient");
		near(inputGradients, written.inputGradients, "input gradient");
	}
});

test("an array that is too short and a memory that is full are said", () => {
	assert.throws(() => fast.multiply("AB", reals(3, 1), reals(4, 2), new Float32Array(4), 2, 2, 2), RangeError);
	const small = readyReal32(1);
	assert.is(small.room(1000).length, 1000);
	assert.throws(
		() => small.room(1 << 20),
		(error: unknown) => error instanceof Real32Error && error.code === "memory" && error.message.includes("1 MB"),
	);
});

test.run();
