import { CimError } from "../errors";

/** Why a model file is refused. */
export type ModelErrorCode =
	/** Not a model file, or one that was changed or cut on its way. */
	| "model-damaged"
	/** A format version this firmware does not read. */
	| "model-version"
	/** A field is missing, of the wrong type or out of its bounds. */
	| "model-field"
	/** Two fields do not fit each other. */
	| "model-size";

/** A model file that is refused; `field` is the field in question ("" for the file as a whole). The old model stays. */
export class ModelError extends CimError {
	declare readonly code: ModelErrorCode;
	readonly field: string;
	constructor(code: ModelErrorCode, field: string, words: string) {
		super(code, `model file${field ? `, ${field}` : ""}: ${words}`);
		this.field = field;
	}
}
