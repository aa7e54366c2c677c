import { CimError } from "../../../firmware/errors";

/** A network, or its file, that is not sound: `code` is "network-damaged", "network-version" or "network-shape". */
export class NetworkError extends CimError {
	constructor(code: "network-damaged" | "network-version" | "network-shape", words: string) {
		super(code, words);
	}
}
