import { create, createFileRegistry, type DescMessage } from "@bufbuild/protobuf";
import {
	FieldDescriptorProto_Label,
	FieldDescriptorProto_Type,
	FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";

/** What of a field we know: its number, its type (a name is that of a message), and whether there are several. */
type Field = readonly [number: number, type: keyof typeof types | (string & {}), repeated?: "repeated"];

const types = {
	float: FieldDescriptorProto_Type.FLOAT,
	double: FieldDescriptorProto_Type.DOUBLE,
	int64: FieldDescriptorProto_Type.INT64,
	uint64: FieldDescriptorProto_Type.UINT64,
	int32: FieldDescriptorProto_Type.INT32,
	string: FieldDescriptorProto_Type.STRING,
	bytes: FieldDescriptorProto_Type.BYTES,
} as const;

/**
 * The messages of onnx.proto3 (ONNX project, IR version 10), the fields that an import reads. What else a file has is
 * skipped. Field numbers never change in the format.
 */
const messages: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
	ModelProto: {
		ir_version: [1, "int64"],
		producer_name: [2, "string"],
		producer_version: [3, "string"],
		graph: [7, "GraphProto"],
		opset_import: [8, "OperatorSetIdProto", "repeated"],
		functions: [25, "bytes", "repeated"],
	},
	OperatorSetIdProto: { domain: [1, "string"], version: [2, "int64"] },
	GraphProto: {
		node: [1, "NodeProto", "repeated"],
		name: [2, "string"],
		initializer: [5, "TensorProto", "repeated"],
		input: [11, "ValueInfoProto", "repeated"],
		output: [12, "ValueInfoProto", "repeated"],
		sparse_initializer: [15, "bytes", "repeated"],
	},
	NodeProto: {
		input: [1, "string", "repeated"],
		output: [2, "string", "repeated"],
		name: [3, "string"],
		op_type: [4, "string"],
		attribute: [5, "AttributeProto", "repeated"],
		domain: [7, "string"],
	},
	AttributeProto: {
		name: [1, "string"],
		f: [2, "float"],
		i: [3, "int64"],
		s: [4, "bytes"],
		t: [5, "TensorProto"],
		floats: [7, "float", "repeated"],
		ints: [8, "int64", "repeated"],
		strings: [9, "bytes", "repeated"],
		type: [20, "int32"],
	},
	TensorProto: {
		dims: [1, "int64", "repeated"],
		data_type: [2, "int32"],
		float_data: [4, "float", "repeated"],
		int32_data: [5, "int32", "repeated"],
		int64_data: [7, "int64", "repeated"],
		name: [8, "string"],
		raw_data: [9, "bytes"],
		double_data: [10, "double", "repeated"],
		data_location: [14, "int32"],
	},
	ValueInfoProto: { name: [1, "string"], type: [2, "TypeProto"] },
	TypeProto: { tensor_type: [1, "TensorTypeProto"] },
	TensorTypeProto: { elem_type: [1, "int32"], shape: [2, "TensorShapeProto"] },
	TensorShapeProto: { dim: [1, "DimensionProto", "repeated"] },
	DimensionProto: { dim_value: [1, "int64"], dim_param: [2, "string"] },
};

const file = create(FileDescriptorProtoSchema, {
	name: "onnx.proto",
	package: "onnx",
	syntax: "proto3",
	messageType: Object.entries(messages).map(([name, fields]) => ({
		name,
		field: Object.entries(fields).map(([field, [number, type, repeated]]) => ({
			name: field,
			jsonName: field,
			number,
			label: repeated ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
			...(type in types
				? { type: types[type as keyof typeof types] }
				: { type: FieldDescriptorProto_Type.MESSAGE, typeName: `.onnx.${type}` }),
		})),
	})),
});

const registry = createFileRegistry(file, () => undefined);

/** The schema of a message of onnx.proto, for `fromBinary`, `create` and `toBinary`. */
export function onnxSchema(message: keyof typeof messages & string): DescMessage {
	const schema = registry.getMessage(`onnx.${message}`);
	if (!schema) throw new RangeError(`onnx.proto has no message ${message} here`);
	return schema;
}
