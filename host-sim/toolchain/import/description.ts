import type { LongShortTermMemoryLimits } from "../network/graph";
import { ImportError } from "./import-error";

/**
 * What a `.npz` checkpoint does not say: the network's nodes, and which arrays they take. As a JSON file beside it
 * (docs/networks.md). A number may be the name of an array that holds it. Where an array has a leading axis of blocks that
 * one is taken of, the name is followed by its number: "lstm.weights[2]".
 */
export interface Description {
	name: string;
	labels: string[];
	/** A byte b of the input means (b - zero) / scale to the network. */
	input: { height: number; width: number; channels: number; zero: number; scale: number };
	nodes: DescribedNode[];
}

/** A restricted Boltzmann machine in a checkpoint: `"machine"` instead of nodes, labels and input. */
export interface MachineDescription {
	name: string;
	/** Visible x hidden. */
	weights: string;
	visibleBias?: string;
	hiddenBias?: string;
	/** Largest weight: beyond it training left none, or it is clipped. */
	clip?: number;
	/** Largest hidden bias, likewise. */
	hiddenBiasClip?: number;
}

type Named = string;
type NumberOrName = number | Named;

export interface DescribedNode {
	/** How other nodes name it. */
	name: string;
	/** Names of the nodes that it takes; the one before where none is given; "input" for the network's input. */
	inputs?: string[];
	operation: DescribedOperation;
}

export type DescribedOperation =
	| {
			kind: "convolution";
			kernel: Named;
			bias?: Named;
			stride?: number;
			padding?: "same" | "none" | [top: number, left: number, bottom: number, right: number];
			/** Smallest and largest weight that training left, applied first. */
			clip?: NumberOrName;
	  }
	| { kind: "dense"; weights: Named; bias?: Named; clip?: NumberOrName; biasClip?: NumberOrName }
	| {
			kind: "normalization";
			gamma?: Named;
			beta?: Named;
			mean: Named;
			variance: Named;
			epsilon?: number;
	  }
	| { kind: "quantization"; bits: number; signed?: boolean; most: NumberOrName }
	| { kind: "clip"; least: NumberOrName; most: NumberOrName; symmetric?: boolean }
	| { kind: "relu" | "add" | "softmax" | "flatten" }
	| {
			kind: "maximum" | "average";
			/** Of the whole value where it is left out. */
			size?: number;
			stride?: number;
			padding?: "same" | "none";
	  }
	| {
			kind: "lstm";
			inputWeights: Named;
			inputBias?: Named;
			hiddenWeights: Named;
			hiddenBias?: Named;
			clip?: NumberOrName;
			biasClip?: NumberOrName;
			inputBits?: number;
			inputMost?: NumberOrName;
			hiddenMost?: NumberOrName;
			limits?: Partial<Record<keyof LongShortTermMemoryLimits, NumberOrName>>;
	  };

/** The machine that a description is of; undefined where it is of a network of nodes. @throws ImportError */
export function parseMachine(text: string): MachineDescription | undefined {
	const { name, machine } = record(parseJson(text), "the description");
	if (machine === undefined) return undefined;
	const { weights, visibleBias, hiddenBias, clip, hiddenBiasClip } = record(machine, '"machine"');
	if (typeof name !== "string" || name === "") throw wrong("name", "a text");
	if (typeof weights !== "string") throw wrong("machine.weights", "the name of an array");
	for (const bias of [visibleBias, hiddenBias])
		if (bias !== undefined && typeof bias !== "string") throw wrong("the biases of the machine", "names of arrays");
	for (const limit of [clip, hiddenBiasClip])
		if (limit !== undefined && !(typeof limit === "number" && limit > 0))
			throw wrong("clip of the machine", "a number above 0");
	return { name, weights, visibleBias, hiddenBias, clip, hiddenBiasClip } as MachineDescription;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new ImportError("import-damaged", `the description is no JSON: ${(error as Error).message}`);
	}
}

/**
 * The text of a description file.
 * @throws ImportError where it is no JSON object with a name, an input and nodes; what the nodes say is checked when they are made
 */
export function parseDescription(text: string): Description {
	const { name, labels = [], input, nodes } = record(parseJson(text), "the description");
	if (typeof name !== "string" || name === "") throw wrong("name", "a text");
	if (!Array.isArray(labels) || labels.some(label => typeof label !== "string"))
		throw wrong("labels", "a list of texts");
	const { height, width, channels, zero = 0, scale = 255 } = record(input, '"input"');
	if (!Array.isArray(nodes) || nodes.length === 0) throw wrong("nodes", "a list of at least one node");
	return {
		name,
		labels: labels as string[],
		input: {
			height: size(height, "input.height"),
			width: size(width, "input.width"),
			channels: size(channels, "input.channels"),
			zero: number(zero, "input.zero"),
			scale: number(scale, "input.scale"),
		},
		nodes: nodes.map((node, n) => {
			const { name: title, inputs, ...operation } = record(node, `nodes[${n}]`);
			if (title !== undefined && typeof title !== "string") throw wrong(`nodes[${n}].name`, "a text");
			if (inputs !== undefined && (!Array.isArray(inputs) || inputs.some(other => typeof other !== "string")))
				throw wrong(`nodes[${n}].inputs`, "a list of names of nodes");
			if (typeof operation.kind !== "string") throw wrong(`nodes[${n}].kind`, "a text");
			return {
				name: title ?? `${operation.kind} ${n}`,
				...(inputs ? { inputs: inputs as string[] } : {}),
				operation: operation as unknown as DescribedOperation,
			};
		}),
	};
}

function record(value: unknown, what: string): Record<string, unknown> {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new ImportError("import-damaged", `${what} is no JSON object`);
	return value as Record<string, unknown>;
}

function size(value: unknown, what: string): number {
	if (!Number.isInteger(value) || !((value as number) >= 1 && (value as number) <= 65536))
		throw wrong(what, "a whole number from 1 to 65536");
	return value as number;
}

function number(value: unknown, what: string): number {
	if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(what, "a number");
	return value;
}

function wrong(field: string, allowed: string): ImportError {
	return new ImportError("import-damaged", `${field} of the description must be ${allowed}`);
}
