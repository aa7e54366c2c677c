import { CimError } from "../errors";

/** A message that breaks schema.cddl although it is well-formed CBOR; `code` is "message". */
export class MessageError extends CimError {
	/** Name of the field at fault. */
	readonly field: string;
	constructor(field: string, words: string) {
		super("message", `message field ${field}: ${words}`);
		this.field = field;
	}
}
