import { CimError } from "../errors";

/**
 * Why something could not be kept:
 * - `storage-size` it is larger than the store can hold;
 * - `storage-layout` the store is too small, or not what it should be.
 */
export class StorageError extends CimError {
	declare readonly code: "storage-size" | "storage-layout";
	constructor(code: "storage-size" | "storage-layout", words: string) {
		super(code, `storage: ${words}`);
	}
}
