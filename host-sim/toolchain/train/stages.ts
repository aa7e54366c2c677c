import type { Graph, GraphNode, Quantization } from "../network/graph";

/** Part of a network between two values: those that lie after `from`, up to `to`. */
export interface Stage {
	from: number;
	to: number;
}

/** Quantised values that all of the network behind them hangs on alone: where it can be cut, and only codes cross the cut. */
export function cutPoints(graph: Graph): number[] {
	const points: number[] = [];
	for (let value = 1; value < graph.nodes.length; value++) {
		if (graph.nodes[value - 1].operation.kind !== "quantization" || graph.nodes[value - 1].inputs[0] === 0) continue;
		const crossed = graph.nodes.slice(value).some(({ inputs }) => inputs.some(input => input < value));
		if (!crossed) points.push(value);
	}
	return points;
}

/** Stages that end at the given cut points and at the end of the network. @throws RangeError for a value that is no cut point */
export function stagesOf(graph: Graph, points: readonly number[]): Stage[] {
	const possible = cutPoints(graph);
	for (const point of points)
		if (!possible.includes(point))
			throw new RangeError(`${graph.name} cannot be cut at value ${point}: it can at ${possible.join(", ")}`);
	const ends = [...points, graph.nodes.length];
	return ends.map((to, n) => ({ from: n === 0 ? 0 : ends[n - 1], to }));
}

/** What a code of a quantised value stands for. */
export function unitOf(graph: Graph, value: number): number {
	const { bits, most } = quantizationOf(graph, value);
	return most / (2 ** bits - 1);
}

/** A stage as a network of its own; a byte of its input is a code of the value before it. */
export function stageGraph(graph: Graph, { from, to }: Stage): Graph {
	if (from === 0) return { ...graph, nodes: graph.nodes.slice(0, to), labels: labelsOf(graph, to) };
	const quantization = quantizationOf(graph, from);
	const { shape } = graph.nodes[from - 1];
	const given: GraphNode = { name: "given", operation: quantization, inputs: [0], shape };
	const nodes = graph.nodes
		.slice(from, to)
		.map(node => ({ ...node, inputs: node.inputs.map(input => input - from + 1) }));
	return {
		name: `${graph.name} ${from}-${to}`,
		input: { ...shape, zero: 0, scale: 1 / unitOf(graph, from) },
		nodes: [given, ...nodes],
		labels: labelsOf(graph, to),
	};
}

function labelsOf(graph: Graph, to: number): string[] {
	return to === graph.nodes.length ? graph.labels : [];
}

function quantizationOf(graph: Graph, value: number): Quantization {
	const { operation, name } = graph.nodes[value - 1];
	if (operation.kind !== "quantization" || operation.signed)
		throw new RangeError(`${name} makes no unsigned codes: a network is cut where a quantiser has rectified`);
	return operation;
}
