import { bytesOf } from "../support/fake-broker";

/** Cuts a stream of bytes into MQTT packets, as hexadecimal. */
export class PacketSplitter {
	readonly packets: string[] = [];
	#bytes = Buffer.alloc(0);

	add(bytes: Uint8Array): void {
		this.#bytes = Buffer.concat([this.#bytes, bytes]);
		for (;;) {
			let length = 0;
			let at = 1;
			for (let scale = 1; ; scale *= 128) {
				if (at >= this.#bytes.length) return;
				const byte = this.#bytes[at++];
				length += (byte & 127) * scale;
				if (byte < 128) break;
			}
			if (this.#bytes.length < at + length) return;
			this.packets.push(this.#bytes.subarray(0, at + length).toString("hex"));
			this.#bytes = this.#bytes.subarray(at + length);
		}
	}
}

/** A script's bytes as hexadecimal. */
export function hexOf(script: string): string {
	return Buffer.from(bytesOf(script)).toString("hex");
}

/** A PUBLISH as a broker would write it, for payloads too long to spell out. */
export function longPublish(topic: string, size: number, first = 0x30): string {
	const id = first & 6 ? "0001" : "";
	const length = 2 + topic.length + id.length / 2 + size;
	let digits = "";
	for (let rest = length; ; rest >>= 7) {
		digits += ((rest & 127) | (rest > 127 ? 128 : 0)).toString(16).padStart(2, "0");
		if (rest <= 127) break;
	}
	return `${first.toString(16)} ${digits} ${topic.length.toString(16).padStart(4, "0")} '${topic}' ${id} '${"x".repeat(size)}'`;
}
