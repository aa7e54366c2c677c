import { Random } from "../../math/random";
import { WireSolver } from "../wires";
import type { Kernels } from "./kernels";
import { PlainLineSolver } from "./line-solver";
import { PlainIntegerMatrix, PlainRealMatrix } from "./plain-matrix";
import { PlainNoisyProduct } from "./plain-noisy-product";
import { PlainVoltageProduct } from "./plain-voltage-product";

/** Kernels in plain TypeScript: what a microcontroller runs, and the oracle of the fast ones. */
export const plainKernels: Kernels = {
	name: "plain",
	integerMatrix: (rows, columns) => new PlainIntegerMatrix(rows, columns),
	realMatrix: (rows, columns) => new PlainRealMatrix(rows, columns),
	noisyProduct: (rows, columns) => new PlainNoisyProduct(rows, columns),
	voltageProduct: (rows, columns) => new PlainVoltageProduct(rows, columns),
	gaussians(seed, stream, count, gaussians) {
		const random = new Random(seed, stream);
		for (let i = 0; i < count; i++) gaussians[i] = random.gaussian();
	},
	wireSolver: (rows, columns) => new WireSolver(rows, columns),
	lineSolver: (rows, columns) => new PlainLineSolver(rows, columns),
};
