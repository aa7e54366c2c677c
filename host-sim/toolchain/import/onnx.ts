import type { Graph } from "../network/graph";
import { OnnxImporter, type OnnxOptions } from "./onnx-importer";
import { parseOnnx } from "./onnx-model";

export type { OnnxOptions } from "./onnx-importer";

export interface OnnxImport {
	graph: Graph;
	/** What was decided on the way, in words. */
	notes: string[];
	/** Who wrote the file, as it says; may be empty. */
	producer: string;
}

/**
 * A network from the bytes of an ONNX file: channels go last, and the weights behind a flattened image with them.
 * @throws ImportError that names the node and what to do, NetworkError for numbers that are not finite
 */
export function importOnnx(bytes: Uint8Array, options: OnnxOptions = {}): OnnxImport {
	const { graph, producerName, producerVersion } = parseOnnx(bytes);
	const importer = new OnnxImporter(graph, options);
	return {
		graph: importer.run(),
		notes: importer.notes,
		producer: printable(`${producerName} ${producerVersion}`.trim()),
	};
}

function printable(text: string): string {
	return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 60);
}
