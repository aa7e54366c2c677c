import type { TCPOptions, TCPSocket } from "../../../firmware/hardware";
import { Event, Request } from "../protocol";
import { sockets } from "./events";
import { bytes, putText, send, view } from "./line";

/** The ECMA-419 TCP socket class pattern over the bridge. */
export class TCP implements TCPSocket {
	readonly #id: number;
	#isOpen = true;

	constructor({ address, port, nodelay, onReadable, onWritable, onError }: TCPOptions) {
		this.#id = sockets.add((kind, value) => {
			if (kind === Event.TCP_READABLE) onReadable?.(value);
			else if (kind === Event.TCP_WRITABLE) onWritable?.(value);
			else {
				this.#end();
				onError?.();
			}
		});
		view.setUint16(0, port, true);
		bytes[2] = nodelay ? 1 : 0;
		send(Request.TCP_OPEN, this.#id, putText(address, 3));
	}
	read(byteLength = bytes.length): ArrayBuffer | undefined {
		if (!this.#isOpen) return undefined;
		view.setUint32(0, Math.min(byteLength, bytes.length), true);
		const length = send(Request.TCP_READ, this.#id, 4);
		return length === 0 ? undefined : (bytes.slice(0, length).buffer as ArrayBuffer);
	}
	write(buffer: Uint8Array): void {
		if (!this.#isOpen) throw new Error("the socket is closed");
		host.call(Request.TCP_WRITE, this.#id, buffer);
	}
	close(): void {
		if (!this.#isOpen) return;
		host.call(Request.TCP_CLOSE, this.#id);
		this.#end();
	}
	#end(): void {
		this.#isOpen = false;
		sockets.remove(this.#id);
	}
}
