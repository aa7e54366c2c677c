import { CimError } from "../../../firmware/errors";

/**
 * A network that cannot be mapped. `code`: "compile-unsupported" for what the chip's firmware cannot run, "compile-size" for
 * what does not fit the chip, "compile-range" for numbers that cannot be held.
 */
export class CompileError extends CimError {
	constructor(code: "compile-unsupported" | "compile-size" | "compile-range", words: string) {
		super(code, words);
	}
}
