import { createConnection, type Socket } from "node:net";
import type { TCPOptions, TCPSocket } from "../../firmware/hardware";

/** Bytes that may be under way before `onWritable` says so again: about the ESP32's TCP send buffer (5744 to 8192). */
const SEND_WINDOW = 8192;
/** Received bytes held for the reader; more stay in the kernel. */
const RECEIVE_WINDOW = 16384;
/** A closed socket has this long to get its last bytes out, milliseconds. */
const LINGER = 1000;

/** The ECMA-419 TCP socket class pattern on Node. No callback comes from within the constructor, `write` or `read`, nor after `close`. */
export class NodeTCP implements TCPSocket {
	readonly #socket: Socket;
	#options: TCPOptions | undefined;
	#writable = 0;
	#isAnnounced = true;
	readonly #received: Buffer[] = [];
	#readable = 0;

	constructor(options: TCPOptions) {
		this.#options = options;
		this.#socket = this.open(options);
		this.#socket.on(this.opened, () => {
			this.#writable = SEND_WINDOW;
			this.#options?.onWritable?.(this.#writable);
		});
		this.#socket.on("data", data => {
			if (!this.#options) return;
			this.#received.push(data);
			this.#readable += data.length;
			if (this.#readable >= RECEIVE_WINDOW) this.#socket.pause();
			this.#options.onReadable?.(this.#readable);
		});
		const ended = (reason?: unknown) => {
			const onError = this.#options?.onError;
			this.close();
			onError?.(reason);
		};
		this.#socket.on("end", () => ended());
		this.#socket.on("error", ended);
		this.#socket.on("close", () => ended());
	}

	/** Node's socket for these options, not yet connected. */
	protected open({ address: host, port, nodelay = false }: TCPOptions): Socket {
		return createConnection({ host, port, noDelay: nodelay, autoSelectFamily: false });
	}

	/** Its event when bytes can be written. */
	protected get opened(): "connect" | "secureConnect" {
		return "connect";
	}

	read(byteLength = this.#readable): ArrayBuffer | undefined {
		const length = Math.min(byteLength, this.#readable);
		if (length <= 0) return undefined;
		const bytes = new Uint8Array(length);
		for (let at = 0; at < length; ) {
			const first = this.#received[0];
			const count = Math.min(first.length, length - at);
			bytes.set(first.subarray(0, count), at);
			at += count;
			if (count === first.length) this.#received.shift();
			else this.#received[0] = first.subarray(count);
		}
		this.#readable -= length;
		if (this.#readable < RECEIVE_WINDOW) this.#socket.resume();
		return bytes.buffer;
	}

	write(buffer: Uint8Array): void {
		if (!this.#options) throw new Error("the socket is closed");
		if (buffer.length > this.#writable)
			throw new Error(`would block: ${buffer.length} bytes, ${this.#writable} announced`);
		this.#writable -= buffer.length;
		// The caller may use its buffer again, as it may on a device: Node's socket gets a copy.
		this.#socket.write(Uint8Array.from(buffer), () => {
			this.#writable += buffer.length;
			this.#announce();
		});
	}

	close(): void {
		if (!this.#options) return;
		this.#options = undefined;
		const socket = this.#socket;
		this.#received.length = this.#readable = 0;
		// Bytes written before are still sent; what comes in is thrown away.
		socket.on("error", () => {});
		socket.resume();
		socket.end();
		const linger = setTimeout(() => socket.destroy(), LINGER);
		socket.once("close", () => clearTimeout(linger));
	}

	/** One call for all that Node's callbacks of this turn have freed. */
	#announce(): void {
		if (!this.#isAnnounced) return;
		this.#isAnnounced = false;
		setImmediate(() => {
			this.#isAnnounced = true;
			this.#options?.onWritable?.(this.#writable);
		});
	}
}
