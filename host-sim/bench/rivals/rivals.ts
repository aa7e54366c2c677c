// The rivals are a package of their own beside this file, not dependencies: they weigh 350 MB.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { ProductForm } from "../../kernels/real32";
import type { Graph } from "../../toolchain/network/graph";
import type { Job } from "../stopwatch";
import { productModel } from "./onnx-model";
import { networkModel } from "./onnx-network";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(import.meta.url);

/** What of onnxruntime-node and of @tensorflow/tfjs-core is used here; their types come with them, and they may be absent. */
interface OnnxRuntime {
	InferenceSession: { create(model: Uint8Array, options: object): Promise<{ run(feeds: object): Promise<unknown> }> };
	Tensor: new (type: string, data: Float32Array | Uint8Array, shape: number[]) => unknown;
}
interface TensorFlow {
	setBackend(name: string): Promise<boolean>;
	tensor2d(data: Float32Array, shape: [number, number]): TensorFlowTensor;
	matMul(a: TensorFlowTensor, b: TensorFlowTensor, transposeA?: boolean, transposeB?: boolean): TensorFlowTensor;
}
interface TensorFlowTensor {
	dataSync(): Float32Array;
	dispose(): void;
}

/** Installs the rivals with their install scripts off: one of them would fetch CUDA, which nothing here uses. */
export function installRivals(): void {
	if (existsSync(`${FOLDER}node_modules`)) return;
	spawnSync("npm", ["ci", "--ignore-scripts"], { cwd: FOLDER, stdio: "inherit", shell: process.platform === "win32" });
}

/** The same product of rows x columns by each rival that can be loaded; `say` hears of the others. */
export async function rivalProducts(
	matrix: Float32Array,
	vectors: number,
	rows: number,
	columns: number,
	say: (words: string) => void,
): Promise<Job[]> {
	const inputs = Float32Array.from({ length: vectors * rows }, (_, i) => ((i * 37) % 255) - 127);
	const jobs: Job[] = [];
	for (const [name, make] of [
		["@tensorflow/tfjs-backend-wasm float32", tensorFlowProduct],
		["onnxruntime-node float32", onnxProduct],
		["onnxruntime-node uint8 x int7", onnxIntegerProduct],
	] as const)
		try {
			jobs.push({ name, products: vectors * rows * columns, run: await make(matrix, inputs, vectors, rows, columns) });
		} catch (error) {
			say(`${name} cannot be loaded (${String(error).split("\n")[0]}): npm run bench -- kernels --rivals installs it`);
		}
	return jobs;
}

/** The same network of convolutions by onnxruntime-node on one thread, or a word why not. */
export async function rivalNetworks(
	graph: Graph,
	inputs: Float32Array,
	batch: number,
	say: (words: string) => void,
): Promise<Job[]> {
	const { height, width, channels } = graph.input;
	try {
		const onnx = require("onnxruntime-node") as OnnxRuntime;
		const jobs: Job[] = [];
		for (const [name, quantizers] of [
			["onnxruntime-node, quantisers written out", "whole"],
			["onnxruntime-node, clips for quantisers", "clips"],
		] as const) {
			const session = await onnx.InferenceSession.create(networkModel(graph, batch, quantizers), ONE_THREAD);
			jobs.push({
				name,
				run: () => session.run({ x: new onnx.Tensor("float32", inputs, [batch, height, width, channels]) }),
			});
		}
		return jobs;
	} catch (error) {
		say(
			`onnxruntime-node cannot be loaded (${String(error).split("\n")[0]}): npm run bench -- networks --rivals installs it`,
		);
		return [];
	}
}

type Product = (
	matrix: Float32Array,
	inputs: Float32Array,
	vectors: number,
	rows: number,
	columns: number,
) => Promise<Job["run"]>;

/**
 * A product of float32 matrices of any form by TensorFlow.js, its operands in its memory already.
 * @throws where it cannot be loaded
 */
export async function tensorFlowReals(
	form: ProductForm,
	a: Float32Array,
	b: Float32Array,
	rows: number,
	inner: number,
	columns: number,
): Promise<Job> {
	const tensorFlow = await startTensorFlow();
	const first = tensorFlow.tensor2d(a.slice(), form === "AtB" ? [inner, rows] : [rows, inner]);
	const second = tensorFlow.tensor2d(b.slice(), form === "ABt" ? [columns, inner] : [inner, columns]);
	return {
		name: "@tensorflow/tfjs-backend-wasm",
		products: rows * inner * columns,
		run: () => tensorFlow.matMul(first, second, form === "AtB", form === "ABt").dispose(),
	};
}

async function startTensorFlow(): Promise<TensorFlow> {
	const tensorFlow = require("@tensorflow/tfjs-core") as TensorFlow;
	const backend = require("@tensorflow/tfjs-backend-wasm") as { setThreadsCount(count: number): void };
	backend.setThreadsCount(1);
	if (!(await tensorFlow.setBackend("wasm"))) throw new Error("the backend does not start");
	return tensorFlow;
}

const tensorFlowProduct: Product = async (matrix, inputs, vectors, rows, columns) => {
	const tensorFlow = await startTensorFlow();
	const weights = tensorFlow.tensor2d(matrix, [rows, columns]);
	return () => {
		const x = tensorFlow.tensor2d(inputs, [vectors, rows]);
		const y = tensorFlow.matMul(x, weights);
		y.dataSync();
		x.dispose();
		y.dispose();
	};
};

const onnxProduct: Product = async (matrix, inputs, vectors, rows, columns) => {
	const onnx = require("onnxruntime-node") as OnnxRuntime;
	const session = await onnx.InferenceSession.create(productModel(matrix, vectors, rows, columns), ONE_THREAD);
	return () => session.run({ x: new onnx.Tensor("float32", inputs, [vectors, rows]) });
};

const onnxIntegerProduct: Product = async (matrix, inputs, vectors, rows, columns) => {
	const onnx = require("onnxruntime-node") as OnnxRuntime;
	// Seven bits: with eight it gives wrong sums where the processor adds pairs in 16 bits and clips them.
	const codes = Int8Array.from(matrix, weight => Math.max(-63, Math.min(63, 63 * weight)));
	const session = await onnx.InferenceSession.create(productModel(codes, vectors, rows, columns), ONE_THREAD);
	const shifted = Uint8Array.from(inputs, input => input + 128);
	return () => session.run({ x: new onnx.Tensor("uint8", shifted, [vectors, rows]) });
};

const ONE_THREAD = { intraOpNumThreads: 1, interOpNumThreads: 1 };
