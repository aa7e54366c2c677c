import { Transform, type TransformCallback } from "node:stream";

/** Passes an MQTT byte stream on until a packet announces more than `limit` bytes (aedes itself holds any size in memory). */
export class PacketSizeLimit extends Transform {
	readonly #limit: number;
	/** Bytes of the current packet still to come; 0 between packets. */
	#left = 0;
	#inLength = false;
	#length = 0;
	#scale = 1;

	constructor(limit: number) {
		super();
		this.#limit = limit;
	}

	override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
		for (let at = 0; at < chunk.length; ) {
			if (this.#left > 0) {
				const count = Math.min(this.#left, chunk.length - at);
				this.#left -= count;
				at += count;
			} else if (!this.#inLength) {
				at++;
				this.#inLength = true;
				this.#length = 0;
				this.#scale = 1;
			} else {
				const byte = chunk[at++];
				this.#length += (byte & 0x7f) * this.#scale;
				this.#scale *= 128;
				if (this.#length > this.#limit || this.#scale > 128 ** 4) {
					done(new Error(`a packet of ${this.#length} bytes or more; ${this.#limit} are allowed`));
					return;
				}
				if (byte & 0x80) continue;
				this.#inLength = false;
				this.#left = this.#length;
			}
		}
		done(null, chunk);
	}
}
