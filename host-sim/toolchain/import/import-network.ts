import { readFileSync } from "node:fs";
import { extname } from "node:path";
import type { Provenance } from "../../../firmware/model/model";
import type { BoltzmannMachine, Graph } from "../network/graph";
import { readNetwork } from "../network/read-network";
import { NO_PROVENANCE } from "../network/write-network";
import { readNpz } from "../npz";
import { graphFromCheckpoint } from "./checkpoint";
import { parseDescription, parseMachine } from "./description";
import { ImportError } from "./import-error";
import { machineFromCheckpoint } from "./machine";
import { importOnnx, type OnnxImport, type OnnxOptions } from "./onnx";

export interface ImportOptions extends OnnxOptions {
	/** Of a `.npz` checkpoint: path of its description. */
	description?: string;
}

export interface Imported extends Pick<OnnxImport, "graph"> {
	graph: Graph;
	provenance: Provenance;
	/** What was decided on the way, in words. */
	notes: string[];
}

/**
 * A network from a file: `.net`, `.onnx`, or `.npz` with a description.
 * @throws ImportError, NetworkError, and those of the archive; errors of reading the file as they come
 */
export function importNetwork(path: string, options: ImportOptions = {}): Imported {
	const kind = extname(path).toLowerCase();
	switch (kind) {
		case ".net":
			return { ...readNetwork(readFileSync(path)), notes: [] };
		case ".onnx": {
			const { graph, notes, producer } = importOnnx(readFileSync(path), options);
			return { graph, notes, provenance: { ...NO_PROVENANCE, data: `ONNX${producer ? ` from ${producer}` : ""}` } };
		}
		case ".npz": {
			if (options.description === undefined)
				throw new ImportError(
					"import-damaged",
					`${path} holds arrays only: say what they are with --description <file.json> (docs/networks.md)`,
				);
			const description = parseDescription(readFileSync(options.description, "utf8"));
			return {
				graph: graphFromCheckpoint(readNpz(readFileSync(path)), description),
				notes: [],
				provenance: NO_PROVENANCE,
			};
		}
		default:
			throw new ImportError(
				"import-unsupported",
				`${path} is neither .onnx nor .npz nor .net: export the network as one of these`,
			);
	}
}

/** The Boltzmann machine of a `.npz` file whose description is of one; undefined for all else. @throws as `importNetwork` */
export function importMachine(path: string, { description }: ImportOptions): BoltzmannMachine | undefined {
	if (extname(path).toLowerCase() !== ".npz" || description === undefined) return undefined;
	const machine = parseMachine(readFileSync(description, "utf8"));
	return machine && machineFromCheckpoint(readNpz(readFileSync(path)), machine);
}
