import { ImportError } from "./import-error";
import type { OnnxAttribute, OnnxNode } from "./onnx-model";
import { type Tensor, tensorOf } from "./onnx-tensor";

/** AttributeProto.AttributeType. */
const Type = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

/** A node with its attributes at hand; what it refuses names it. */
export class NodeReader {
	readonly node: OnnxNode;
	readonly name: string;
	readonly #attributes: ReadonlyMap<string, OnnxAttribute>;

	constructor(node: OnnxNode) {
		this.node = node;
		this.name = node.name || node.output[0] || node.opType;
		this.#attributes = new Map(node.attribute.map(attribute => [attribute.name, attribute]));
	}

	int(name: string, fallback: number): number {
		const attribute = this.#typed(name, Type.int);
		return attribute ? Number(attribute.i) : fallback;
	}

	ints(name: string): number[] | undefined {
		return this.#typed(name, Type.ints)?.ints.map(Number);
	}

	float(name: string, fallback: number): number {
		return this.#typed(name, Type.float)?.f ?? fallback;
	}

	text(name: string, fallback: string): string {
		const attribute = this.#typed(name, Type.string);
		return attribute ? new TextDecoder().decode(attribute.s) : fallback;
	}

	tensor(name: string): Tensor | undefined {
		const tensor = this.#typed(name, Type.tensor)?.t;
		return tensor && tensorOf(tensor);
	}

	floats(name: string): number[] | undefined {
		return this.#typed(name, Type.floats)?.floats;
	}

	has(name: string): boolean {
		return this.#attributes.has(name);
	}

	/** Refuses what has no counterpart here. @param remedy what to do about it */
	unsupported(words: string, remedy: string): ImportError {
		return new ImportError(
			"import-unsupported",
			`node ${JSON.stringify(this.name)} (${this.node.opType}) ${words}: ${remedy}`,
		);
	}

	/** Refuses sizes that do not fit. */
	misshapen(words: string): ImportError {
		return new ImportError(
			"import-shape",
			`node ${JSON.stringify(this.name)} (${this.node.opType}) ${words}: the file is damaged, or was exported with another input`,
		);
	}

	#typed(name: string, type: number): OnnxAttribute | undefined {
		const attribute = this.#attributes.get(name);
		if (!attribute) return undefined;
		// old writers leave the type out
		if (attribute.type !== 0 && attribute.type !== type)
			throw this.misshapen(`has an attribute ${name} of type ${attribute.type}`);
		return attribute;
	}
}
