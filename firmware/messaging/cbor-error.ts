import { CimError } from "../errors";

/** Why bytes are not the CBOR we accept, or why a value cannot be written as such. */
export type CborErrorCode =
	| "cbor-truncated"
	| "cbor-trailing"
	| "cbor-type"
	| "cbor-range"
	| "cbor-size"
	| "cbor-not-minimal"
	| "cbor-key-order"
	| "cbor-depth"
	| "cbor-utf8"
	| "cbor-unsupported"
	| "cbor-overflow"
	| "cbor-incomplete";

/** A failure of the CBOR reader or writer; `offset` is the byte where the item in question begins. */
export class CborError extends CimError {
	declare readonly code: CborErrorCode;
	readonly offset: number;
	constructor(code: CborErrorCode, offset: number, words: string) {
		super(code, `CBOR at byte ${offset}: ${words}`);
		this.offset = offset;
	}
}
