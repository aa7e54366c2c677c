import type { Kernels } from "../../firmware/emulator/kernels/kernels";
import { plainKernels } from "../../firmware/emulator/kernels/plain-kernels";
import { buildModule, builtModule } from "./build";
import { FastIntegerMatrix, FastRealMatrix } from "./fast-matrix";
import { FastNoisyProduct } from "./fast-noisy-product";
import { FastVoltageProduct } from "./fast-voltage-product";
import { FastLineSolver, FastWireSolver } from "./fast-wires";
import { KernelMemory } from "./memory";

let loaded: Kernels | undefined;

/** The fastest kernels of this machine: WebAssembly SIMD, or the plain ones where it or its compiler is missing. */
export async function loadKernels(): Promise<Kernels> {
	if (!loaded) {
		try {
			loaded = fastKernels(await buildModule());
		} catch {
			loaded = plainKernels;
		}
	}
	return loaded;
}

/** The same at once, without building: the plain ones where `npm install` did not build the module. */
export function readyKernels(): Kernels {
	const bytes = loaded ? undefined : builtModule();
	if (bytes) loaded = fastKernels(bytes);
	return loaded ?? plainKernels;
}

/** Kernels of a module that assembly/*.ts was built into, or the plain ones where the engine does not take it. */
export function fastKernels(bytes: Uint8Array<ArrayBuffer>): Kernels {
	if (typeof WebAssembly !== "object" || !WebAssembly.validate(bytes)) return plainKernels;
	const memory = new KernelMemory(new WebAssembly.Module(bytes));
	return {
		name: "WebAssembly SIMD",
		integerMatrix: (rows, columns) => new FastIntegerMatrix(memory, rows, columns),
		realMatrix: (rows, columns) => new FastRealMatrix(memory, rows, columns),
		noisyProduct: (rows, columns) => new FastNoisyProduct(memory, rows, columns),
		voltageProduct: (rows, columns) => new FastVoltageProduct(memory, rows, columns),
		gaussians(seed, stream, count, gaussians) {
			const at = memory.scratch(count * 8);
			memory.assembly.reseed(seed | 0, stream | 0);
			memory.assembly.fillGaussians(at, count);
			gaussians.set(memory.float64(at, count));
		},
		wireSolver: (rows, columns) => new FastWireSolver(memory, rows, columns),
		lineSolver: (rows, columns) => new FastLineSolver(memory, rows, columns),
	};
}
