import { CimError } from "../../../firmware/errors";

/**
 * A network that cannot be imported. `code`: "import-damaged" for a file that is not what it says, "import-unsupported" for
 * nodes, attributes and types without a counterpart, "import-shape" for sizes that do not fit.
 */
export class ImportError extends CimError {
	constructor(code: "import-damaged" | "import-unsupported" | "import-shape", words: string) {
		super(code, words);
	}
}
