import { CborWriter } from "../../../firmware/messaging/cbor-writer";
import type { Provenance } from "../../../firmware/model/model";
import { seal } from "../seal";
import { checkGraph } from "./check-graph";
import type { Graph, LongShortTermMemoryLimits, Padding } from "./graph";
import { limitNames, operationFields, paddingSides } from "./operation-fields";

/**
 * A `.net` file is one CBOR document in core deterministic encoding (RFC 8949 §4.2.1): the array ["cim network", version,
 * fields, check], where check is the CRC-32 of every byte before it. Arrays of numbers are float32, little-endian.
 */
export const NETWORK_MARK = "cim network";
export const NETWORK_VERSION = 1;
/** Most bytes of a file. */
export const NETWORK_BYTES = 1 << 29;

/** What a trained network is when it is not there: for imported ones. */
export const NO_PROVENANCE: Provenance = { tool: "cim import", seed: 0, data: "not stated", accuracy: "not measured" };

/**
 * The bytes of a `.net` file; `readNetwork` reads them back.
 * @throws NetworkError for a graph that is not sound
 */
export function writeNetwork(graph: Graph, provenance: Provenance = NO_PROVENANCE): Uint8Array {
	checkGraph(graph);
	const { name, input, nodes, labels } = graph;
	const writer = new CborWriter(1 << 16, NETWORK_BYTES);
	writer.array(4).text(NETWORK_MARK).int(NETWORK_VERSION).map(5);
	writer.text("name").text(name);
	writer.text("input").map(5);
	writer.text("zero").float(input.zero);
	writer.text("scale").float(input.scale);
	writer.text("width").int(input.width);
	writer.text("height").int(input.height);
	writer.text("channels").int(input.channels);
	writer.text("nodes").array(nodes.length);
	for (const { name: title, operation, inputs, shape } of nodes) {
		const fields = operationFields[operation.kind];
		writer.map(4 + (fields.length > 0 ? 1 : 0));
		writer.text("kind").text(operation.kind);
		writer.text("name").text(title);
		writer.text("shape").array(3).int(shape.height).int(shape.width).int(shape.channels);
		writer.text("inputs").array(inputs.length);
		for (const value of inputs) writer.int(value);
		if (fields.length > 0) writer.text("operation").map(fields.length);
		const values = operation as unknown as Record<string, unknown>;
		for (const [field, type] of fields) {
			writer.text(field);
			switch (type) {
				case "floats":
					writer.bytes(littleEndian(values[field] as Float32Array));
					break;
				case "size":
				case "count":
					writer.int(values[field] as number);
					break;
				case "number":
					writer.float(values[field] as number);
					break;
				case "flag":
					writer.boolean(values[field] as boolean);
					break;
				case "padding":
					writer.array(paddingSides.length);
					for (const side of paddingSides) writer.int((values[field] as Padding)[side]);
					break;
				case "limits":
					writer.array(limitNames.length);
					for (const limit of limitNames) writer.float((values[field] as LongShortTermMemoryLimits)[limit]);
					break;
			}
		}
	}
	writer.text("labels").array(labels.length);
	for (const label of labels) writer.text(label);
	writer.text("provenance").map(4);
	writer.text("data").text(provenance.data);
	writer.text("seed").int(provenance.seed);
	writer.text("tool").text(provenance.tool);
	writer.text("accuracy").text(provenance.accuracy);
	return seal(writer);
}

function littleEndian(values: Float32Array): Uint8Array {
	const bytes = new Uint8Array(4 * values.length);
	const view = new DataView(bytes.buffer);
	for (let n = 0; n < values.length; n++) view.setFloat32(4 * n, values[n], true);
	return bytes;
}
