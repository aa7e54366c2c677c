import { crc32 } from "../../../firmware/math/crc32";
import { CborError } from "../../../firmware/messaging/cbor-error";
import { CborReader } from "../../../firmware/messaging/cbor-reader";
import type { Provenance } from "../../../firmware/model/model";
import { checkGraph, NetworkLimit } from "./check-graph";
import type { Graph, GraphNode, Operation } from "./graph";
import { NetworkError } from "./network-error";
import { type FieldType, limitNames, operationFields, paddingSides } from "./operation-fields";
import { NETWORK_BYTES, NETWORK_MARK, NETWORK_VERSION } from "./write-network";

/**
 * Reads and checks a `.net` file.
 * @throws NetworkError with what is wrong with it
 */
export function readNetwork(bytes: Uint8Array): { graph: Graph; provenance: Provenance } {
	if (bytes.length > NETWORK_BYTES)
		throw damaged(`it has ${bytes.length} bytes, a network has at most ${NETWORK_BYTES}`);
	try {
		return new Reading(bytes).run();
	} catch (error) {
		if (error instanceof CborError) throw damaged(`${error.message}; write it again with "cim import" or "cim train"`);
		throw error;
	}
}

function damaged(words: string): NetworkError {
	return new NetworkError("network-damaged", `the network file is damaged: ${words}`);
}

class Reading {
	readonly #bytes: Uint8Array;
	readonly #reader: CborReader;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#reader = new CborReader(bytes);
	}

	run(): { graph: Graph; provenance: Provenance } {
		const reader = this.#reader;
		reader.array(4, 4);
		if (reader.peek() !== "text" || reader.text() !== NETWORK_MARK)
			throw damaged(`it does not begin with "${NETWORK_MARK}"`);
		const version = reader.int(0);
		if (version !== NETWORK_VERSION)
			throw new NetworkError(
				"network-version",
				`the network file has format version ${version}, this program reads ${NETWORK_VERSION}: write it again, or use a newer program`,
			);
		reader.map(5, 5);
		const name = this.#keyed("name", () => reader.text(NetworkLimit.text));
		const input = this.#keyed("input", () => {
			reader.map(5, 5);
			const zero = this.#keyed("zero", () => reader.float());
			const scale = this.#keyed("scale", () => reader.float());
			const width = this.#keyed("width", () => this.#size());
			const height = this.#keyed("height", () => this.#size());
			const channels = this.#keyed("channels", () => this.#size());
			return { height, width, channels, zero, scale };
		});
		const nodes = this.#keyed("nodes", () =>
			Array.from({ length: reader.array(0, NetworkLimit.nodes) }, () => this.#node()),
		);
		const labels = this.#keyed("labels", () =>
			Array.from({ length: reader.array(0, NetworkLimit.labels) }, () => reader.text(NetworkLimit.text)),
		);
		const provenance = this.#keyed("provenance", () => {
			reader.map(4, 4);
			const data = this.#keyed("data", () => reader.text(NetworkLimit.text));
			const seed = this.#keyed("seed", () => reader.int(0, 0xffffffff));
			const tool = this.#keyed("tool", () => reader.text(NetworkLimit.text));
			const accuracy = this.#keyed("accuracy", () => reader.text(NetworkLimit.text));
			return { tool, seed, data, accuracy };
		});
		const end = reader.offset;
		if (reader.int(0, 0xffffffff) !== crc32(this.#bytes, 0, end))
			throw damaged(`the CRC-32 does not match its ${end} bytes`);
		reader.end();
		const graph: Graph = { name, input, nodes, labels };
		checkGraph(graph);
		return { graph, provenance };
	}

	#keyed<T>(name: string, read: () => T): T {
		const key = this.#reader.text(NetworkLimit.text);
		if (key !== name) throw damaged(`here stands ${JSON.stringify(key)}, expected is "${name}"`);
		return read();
	}

	#size(): number {
		return this.#reader.int(1, NetworkLimit.side);
	}

	#node(): GraphNode {
		const reader = this.#reader;
		const entries = reader.map(4, 5);
		const kind = this.#keyed("kind", () => reader.text(NetworkLimit.text));
		if (!Object.hasOwn(operationFields, kind)) throw damaged(`a node is of kind ${JSON.stringify(kind)}`);
		const fields = operationFields[kind as Operation["kind"]];
		if (entries !== (fields.length > 0 ? 5 : 4)) throw damaged(`a node of kind ${kind} has ${entries} entries`);
		const name = this.#keyed("name", () => reader.text(NetworkLimit.text));
		const [height, width, channels] = this.#keyed("shape", () =>
			Array.from({ length: reader.array(3, 3) }, () => this.#size()),
		);
		const inputs = this.#keyed("inputs", () =>
			Array.from({ length: reader.array(1, NetworkLimit.nodes) }, () => reader.int(0, NetworkLimit.nodes)),
		);
		const operation: Record<string, unknown> = { kind };
		if (fields.length > 0)
			this.#keyed("operation", () => {
				reader.map(fields.length, fields.length);
				for (const [field, type] of fields) operation[field] = this.#keyed(field, () => this.#value(type));
			});
		return { name, operation: operation as unknown as Operation, inputs, shape: { height, width, channels } };
	}

	#value(type: FieldType): unknown {
		const reader = this.#reader;
		switch (type) {
			case "floats":
				return this.#floats();
			case "size":
				return this.#size();
			case "count":
				return reader.int(0, NetworkLimit.side);
			case "number":
				return reader.float();
			case "flag":
				return reader.boolean();
			case "padding":
				reader.array(paddingSides.length, paddingSides.length);
				return Object.fromEntries(paddingSides.map(side => [side, reader.int(0, NetworkLimit.side)]));
			case "limits":
				reader.array(limitNames.length, limitNames.length);
				return Object.fromEntries(limitNames.map(limit => [limit, reader.float()]));
		}
	}

	#floats(): Float32Array {
		const bytes = this.#reader.bytes(0, 4 * NetworkLimit.numbers);
		if (bytes.length % 4 !== 0) throw damaged(`an array of ${bytes.length} bytes is not one of float32`);
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		return Float32Array.from({ length: bytes.length / 4 }, (_, n) => view.getFloat32(4 * n, true));
	}
}
