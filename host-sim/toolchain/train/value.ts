import type { Shape } from "../network/graph";
import type { SweepKernels } from "./sweep-kernels";

/** What a node makes of a batch, example by example, and how the loss changes with it. */
export class Value {
	readonly shape: Shape;
	/** Numbers of one example. */
	readonly size: number;
	readonly numbers: Float32Array;
	/** Only where a trained parameter lies before it. */
	readonly slopes: Float32Array | undefined;
	/** No node after it has added its part of the slopes yet. */
	untouched = true;

	constructor(kernels: SweepKernels, shape: Shape, batch: number, trained: boolean) {
		this.shape = shape;
		this.size = shape.height * shape.width * shape.channels;
		this.numbers = kernels.allocate(batch * this.size);
		this.slopes = trained ? kernels.allocate(batch * this.size) : undefined;
	}
}
