import { create, toBinary } from "@bufbuild/protobuf";
import { onnxSchema } from "../../host-sim/toolchain/import/onnx-schema";

export type OnnxValueOf = number | number[] | string | { dims: number[]; floats?: number[]; ints?: number[] };

export interface OnnxNodeOf {
	op: string;
	inputs: string[];
	outputs?: string[];
	name?: string;
	domain?: string;
	attributes?: Record<string, OnnxValueOf>;
}

export interface OnnxFileOf {
	nodes: OnnxNodeOf[];
	constants?: Record<string, { dims: number[]; floats?: number[]; ints?: number[]; raw?: Uint8Array; type?: number }>;
	input?: (number | string)[];
	output?: string;
	opset?: number;
}

/** An ONNX file, encoded by the reader's own library. Node n makes "v(n + 1)" where nothing else is said; the input is "x". */
export function onnxFile({ nodes, constants = {}, input = [1, 1, 4, 4], output, opset = 13 }: OnnxFileOf): Uint8Array {
	const value = (name: string, dims: readonly (number | string)[]) => ({
		name,
		type: {
			tensorType: {
				elemType: 1,
				shape: {
					dim: dims.map(extent => (typeof extent === "number" ? { dimValue: BigInt(extent) } : { dimParam: extent })),
				},
			},
		},
	});
	const model = {
		irVersion: 8n,
		producerName: "a test",
		opsetImport: [{ domain: "", version: BigInt(opset) }],
		graph: {
			name: "tested",
			node: nodes.map(({ op, inputs, outputs, name, domain, attributes = {} }, n) => ({
				opType: op,
				input: inputs,
				output: outputs ?? [`v${n + 1}`],
				name: name ?? `${op} ${n + 1}`,
				domain: domain ?? "",
				attribute: Object.entries(attributes).map(([key, given]) => ({ name: key, ...attribute(given) })),
			})),
			initializer: Object.entries(constants).map(([name, constant]) => ({ name, ...tensor(constant) })),
			input: [value("x", input)],
			output: [value(output ?? `v${nodes.length}`, [])],
		},
	};
	return toBinary(onnxSchema("ModelProto"), create(onnxSchema("ModelProto"), model as never));
}

function attribute(given: OnnxValueOf) {
	if (typeof given === "string") return { type: 3, s: new TextEncoder().encode(given) };
	if (typeof given === "number") return Number.isInteger(given) ? { type: 2, i: BigInt(given) } : { type: 1, f: given };
	if (Array.isArray(given)) return { type: 7, ints: given.map(BigInt) };
	return { type: 4, t: tensor(given) };
}

function tensor(given: { dims: number[]; floats?: number[]; ints?: number[]; raw?: Uint8Array; type?: number }) {
	const { dims, floats, ints, raw, type } = given;
	return {
		dims: dims.map(BigInt),
		dataType: type ?? (ints ? 7 : 1),
		...(floats ? { floatData: floats } : {}),
		...(ints ? { int64Data: ints.map(BigInt) } : {}),
		...(raw ? { rawData: raw } : {}),
	};
}
