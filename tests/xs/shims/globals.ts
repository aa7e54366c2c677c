// Globals of Node that tests (not the firmware) use. Injected by name, so a test that uses none carries none.

import { Buffer as PackageBuffer } from "buffer/";
import { readUtf8, utf8Length, writeUtf8 } from "../../../firmware/messaging/utf8";

export const Buffer = PackageBuffer;

export const process = {
	env: {} as Record<string, string | undefined>,
	version: "v20.0.0",
	argv: [] as string[],
	stdout: { write: (text: string): void => host.log(text.trimEnd()) },
	nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]): void =>
		void Promise.resolve().then(() => callback(...args)),
};

export const performance = { now: (): number => host.microseconds() / 1000 };

export const console = { log: (...words: unknown[]): void => host.log(words.join(" ")) };

export const global = globalThis;

export class TextEncoder {
	encode(text: string): Uint8Array {
		const bytes = new Uint8Array(utf8Length(text));
		writeUtf8(text, bytes, 0);
		return bytes;
	}
}

export class TextDecoder {
	decode(bytes: Uint8Array): string {
		const text = readUtf8(bytes, 0, bytes.length);
		if (text === undefined) throw new TypeError("not well-formed UTF-8");
		return text;
	}
}

/** Only what finds a file beside a module. */
export class URL {
	readonly pathname: string;
	readonly href: string;
	constructor(path: string, base?: string) {
		const parts = (path.startsWith("file:") || !base ? path : base.replace(/[^/]*$/, path)).split("/");
		const kept: string[] = [];
		for (const part of parts) {
			if (part === "..") kept.pop();
			else if (part !== ".") kept.push(part);
		}
		this.href = kept.join("/");
		this.pathname = this.href.replace(/^file:\/\//, "");
	}
}
