// What tests and their helpers import from Node: files are read by the other end of the bridge.
import { Buffer } from "buffer/";
import { readUtf8, writeUtf8 } from "../../../firmware/messaging/utf8";
import { FILE } from "../requests";

const LARGEST_FILE = 1 << 20;

export function readFileSync(path: string | { pathname: string }, encoding?: string): Uint8Array | string {
	const bytes = new Uint8Array(LARGEST_FILE);
	const end = writeUtf8(typeof path === "string" ? path : path.pathname, bytes, 0);
	const length = host.call(FILE, 0, bytes, end);
	return encoding ? (readUtf8(bytes, 0, length) ?? "") : Buffer.from(bytes.slice(0, length));
}

export function existsSync(path: string): boolean {
	try {
		readFileSync(path);
		return true;
	} catch {
		return false;
	}
}

export function fileURLToPath(url: { pathname: string } | string): string {
	return typeof url === "string" ? url.replace(/^file:\/\//, "") : url.pathname;
}

export function readdirSync(path: string): never {
	throw new Error(`no folders here: ${path}`);
}

export const statSync = readdirSync;
