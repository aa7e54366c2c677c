import type { FieldReader } from "./field-reader";
import type { Provenance } from "./model";
import { NetworkLimit } from "./network-limits";

/** Where a network comes from. */
export function readProvenance(fields: FieldReader): Provenance {
	fields.reader.map(4, 4);
	const around = fields.within("provenance");
	const data = fields.text("data", NetworkLimit.text);
	const seed = fields.int("seed", 0, 0xffffffff);
	const tool = fields.text("tool", NetworkLimit.text);
	const accuracy = fields.text("accuracy", NetworkLimit.text);
	fields.leave(around);
	return { tool, seed, data, accuracy };
}
