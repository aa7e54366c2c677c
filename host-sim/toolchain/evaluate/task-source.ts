import { readFileSync } from "node:fs";
import { type NeurramProfile, neurram } from "../../../firmware/emulator/profiles/neurram";
import { CimError } from "../../../firmware/errors";
import type { NetworkModelFields } from "../../../firmware/model/network";
import { parseNetwork } from "../../../firmware/model/network-format";
import { quantize } from "../../../firmware/networks/quantize";
import { compileNetwork } from "../compile/compile";
import { drawInputs } from "../compile/representative-inputs";
import { type DataSet, readInputs, sizeOf, spreadOf } from "../data/data-set";
import { openData } from "../data/open-data";
import { importNetwork } from "../import/import-network";
import type { Graph } from "../network/graph";
import { runGraph } from "../reference/run-graph";
import { type PublishedName, publishedTask } from "./published-tasks";
import { classification, countVerdicts, type EvaluationTask } from "./task";

/** Where a task comes from, in words that a thread can be given. */
export type TaskSource =
	| { kind: "published"; name: PublishedName; limit?: number }
	| {
			kind: "file";
			/** A .cim model, or a network that is mapped here. */
			path: string;
			/** As openData takes it. */
			data: string;
			limit?: number;
			/** The network that the model was made of: for the software's accuracy. */
			software?: string;
	  };

/** What cannot be evaluated, with the reason: `code` is "evaluation". */
export class TaskError extends CimError {
	constructor(words: string) {
		super("evaluation", words);
	}
}

export function openTask(source: TaskSource): Promise<EvaluationTask> {
	return source.kind === "published" ? publishedTask(source.name, source.limit) : fileTask(source);
}

async function fileTask({
	path,
	data: where,
	limit,
	software,
}: TaskSource & { kind: "file" }): Promise<EvaluationTask> {
	const isModel = path.endsWith(".cim");
	const graph = software ? importNetwork(software).graph : isModel ? undefined : importNetwork(path).graph;
	const model = isModel ? parseNetwork(new Uint8Array(readFileSync(path))) : await mapped(graph!, where, neurram);
	if (model.steps.some(({ kind }) => kind === "gibbs"))
		throw new TaskError(`${path} recovers images and tells no classes: see cim evaluate --published recovery`);
	const { height, width, channels } = model.input;
	const whole = await openData(where, { part: "test", shape: { height, width, channels } });
	const data = limit === undefined || limit >= whole.count ? whole : spreadOf(whole, limit);
	const labels = model.labels.length > 0 ? model.labels : data.labels;
	const classes = classesAs(labels, data, path);
	const task = classification(
		{ name: model.name, data: data.name, model, count: data.count, labels },
		(first, count) => codesOf(data, model, first, count),
		classes,
	);
	if (!graph) return task;
	return {
		...task,
		reference(first, count, into) {
			const { output } = runGraph(graph, realsOf(data, graph.input, first, count), count);
			countVerdicts(output, first, count, labels.length, classes, () => 0, into);
		},
	};
}

/** Codes that a network is given of examples. */
export function codesOf(
	data: DataSet,
	{ input }: Pick<NetworkModelFields, "input">,
	first: number,
	count: number,
): Uint8Array | Int8Array {
	const { bits, signed, unit } = input;
	const reals = realsOf(data, input, first, count);
	const codes = signed ? new Int8Array(reals.length) : new Uint8Array(reals.length);
	quantize(reals, 0, codes.length, 1, codes, 0, bits, signed, unit);
	return codes;
}

function realsOf(
	data: DataSet,
	input: { height: number; width: number; channels: number; zero: number; scale: number },
	first: number,
	count: number,
): Float32Array {
	const reals = new Float32Array(count * sizeOf(input));
	readInputs(data, input, first, count, reals);
	return reals;
}

/** Training examples that operating points are chosen from. */
const TRAINING = 32;
const SEED = 1;

async function mapped(graph: Graph, where: string, profile: NeurramProfile): Promise<NetworkModelFields> {
	const { height, width, channels } = graph.input;
	const data = await openData(where, { part: "train", shape: { height, width, channels } });
	return compileNetwork(graph, { ...drawInputs(data, graph.input, TRAINING, SEED), seed: SEED, profile }).model;
}

/** The data's classes by the network's numbers: by name where both have the same names, else by number. */
function classesAs(labels: readonly string[], data: DataSet, path: string): Uint8Array {
	if (data.labels.every(label => labels.includes(label)))
		return data.classes.map(label => labels.indexOf(data.labels[label]));
	if (data.labels.length <= labels.length) return data.classes;
	throw new TaskError(
		`${data.name} has ${data.labels.length} classes, ${path} tells ${labels.length}: use the data that it was trained for`,
	);
}
