import type { FieldReader } from "./field-reader";
import type { Shape } from "./network";
import { NetworkLimit } from "./network-limits";

/** Height, width, channels. */
export function readShape(fields: FieldReader): Shape {
	fields.array("shape", 3, 3);
	const { reader } = fields;
	const height = reader.int(1, NetworkLimit.side);
	const width = reader.int(1, NetworkLimit.side);
	return { height, width, channels: reader.int(1, NetworkLimit.side) };
}
