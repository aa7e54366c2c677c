import { fromBinary } from "@bufbuild/protobuf";
import { ImportError } from "./import-error";
import { onnxSchema } from "./onnx-schema";

/** What onnx-schema.ts reads of a file, as types. Whole numbers of 64 bits are bigint. */
export interface OnnxModel {
	irVersion: bigint;
	producerName: string;
	producerVersion: string;
	graph?: OnnxGraph;
	opsetImport: { domain: string; version: bigint }[];
	functions: Uint8Array[];
}

export interface OnnxGraph {
	name: string;
	node: OnnxNode[];
	initializer: OnnxTensor[];
	input: OnnxValue[];
	output: OnnxValue[];
	sparseInitializer: Uint8Array[];
}

export interface OnnxNode {
	name: string;
	opType: string;
	domain: string;
	input: string[];
	output: string[];
	attribute: OnnxAttribute[];
}

export interface OnnxAttribute {
	name: string;
	type: number;
	f: number;
	i: bigint;
	s: Uint8Array;
	t?: OnnxTensor;
	floats: number[];
	ints: bigint[];
	strings: Uint8Array[];
}

export interface OnnxTensor {
	name: string;
	dims: bigint[];
	dataType: number;
	dataLocation: number;
	floatData: number[];
	int32Data: number[];
	int64Data: bigint[];
	doubleData: number[];
	rawData: Uint8Array;
}

export interface OnnxValue {
	name: string;
	type?: { tensorType?: { elemType: number; shape?: { dim: { dimValue: bigint; dimParam: string }[] } } };
}

/** Most bytes of a file: what is larger is no network for 48 cores. */
const MOST_BYTES = 1 << 28;
const MOST_NODES = 20_000;
/** Operator sets whose nodes we know, of the default domain. */
const OPSETS = [7, 25] as const;

/**
 * The bytes of an ONNX file, taken apart.
 * @throws ImportError for damage, other versions and what is not in the file itself
 */
export function parseOnnx(bytes: Uint8Array): OnnxModel & { graph: OnnxGraph; opset: number } {
	if (bytes.length > MOST_BYTES)
		throw new ImportError("import-damaged", `the ONNX file has ${bytes.length} bytes, at most ${MOST_BYTES} can be`);
	let model: OnnxModel;
	try {
		model = fromBinary(onnxSchema("ModelProto"), bytes, { readUnknownFields: false }) as unknown as OnnxModel;
	} catch (error) {
		throw new ImportError(
			"import-damaged",
			`the file is no ONNX model, or not whole (${(error as Error).message}): export it again`,
		);
	}
	const { graph } = model;
	if (!graph || graph.node.length === 0 || graph.output.length === 0)
		throw new ImportError(
			"import-damaged",
			"the file has no ONNX graph with nodes and an output: is it the right file?",
		);
	if (graph.node.length > MOST_NODES)
		throw new ImportError(
			"import-unsupported",
			`the graph has ${graph.node.length} nodes, at most ${MOST_NODES} can be`,
		);
	if (graph.sparseInitializer.length > 0)
		throw new ImportError("import-unsupported", "the file has sparse weights: export it with dense ones");
	const opset = Number(model.opsetImport.find(({ domain }) => domain === "" || domain === "ai.onnx")?.version ?? 0);
	if (!(opset >= OPSETS[0] && opset <= OPSETS[1]))
		throw new ImportError(
			"import-unsupported",
			`the file uses operator set ${opset}, known are ${OPSETS[0]} to ${OPSETS[1]}: export it with one of these (opset_version=13)`,
		);
	return { ...model, graph, opset };
}
