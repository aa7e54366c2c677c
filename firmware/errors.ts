/**
 * A failure with a name. `code` is stable and goes into messages; the words say what, where and what to do next.
 */
export class CimError extends Error {
	readonly code: string;
	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}
