import type { Operation } from "../network/graph";
import type { Parameter } from "./parameter";

/** A node of a network under training, over the values that it takes and makes. */
export interface Layer {
	readonly parameters: readonly Parameter[];
	/** Before the forward run of a batch: draws weight noise. */
	prepare?(): void;
	/** @param training a batch that is learned from: batch normalisation takes its statistics. */
	forward(batch: number, training: boolean): void;
	/** After `forward` of the same batch: from the slopes of its value to those of its inputs and parameters, which it adds to. */
	backward(batch: number): void;
	/** The operation with the parameters as they now are. */
	operation(): Operation;
}
