import type { KeyValueStore } from "../../../firmware/hardware";
import { Request, StoredKind } from "../protocol";
import { bytes, getText, putText, send } from "./line";

/** The ECMA-419 key-value store over the bridge, one open domain. */
export const keyValueStore: KeyValueStore = {
	read(key) {
		const length = send(Request.STORE_READ, 0, putText(key, 0));
		if (bytes[0] === StoredKind.TEXT) return getText(1, length);
		return bytes[0] === StoredKind.BYTES ? (bytes.slice(1, length).buffer as ArrayBuffer) : undefined;
	},
	write(key, value) {
		const end = putText(key, 1);
		bytes[0] = end - 1;
		bytes[end] = typeof value === "string" ? StoredKind.TEXT : StoredKind.BYTES;
		if (typeof value === "string") {
			send(Request.STORE_WRITE, 0, putText(value, end + 1));
			return;
		}
		bytes.set(new Uint8Array(value), end + 1);
		send(Request.STORE_WRITE, 0, end + 1 + value.byteLength);
	},
	delete(key) {
		send(Request.STORE_DELETE, 0, putText(key, 0));
	},
};
