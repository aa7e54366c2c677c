import type { Resolver, TCPClass, TCPOptions, TCPSocket, Timers } from "../../firmware/hardware";

/** A connection as the server sees it. No callback comes after `close`. */
export interface ServerSocket {
	onData: ((bytes: Uint8Array) => void) | undefined;
	onClose: (() => void) | undefined;
	write(bytes: Uint8Array): void;
	/** Both sides lose the connection at once. */
	close(): void;
}

/** Bytes that a client may have under way: more than any packet of ours. */
const WINDOW = 65_536;

/**
 * A network of one server in memory, without faults and without delay: everything arrives at the next turn of the timers,
 * in order. FaultyLink puts the faults between it and a device.
 */
export class MemoryNetwork {
	readonly TCP: TCPClass;
	readonly resolver: Resolver = { resolve: (host, onResolved) => onResolved(host, "10.0.0.1") };
	/** Takes connections; without it they are refused. */
	onConnection: ((socket: ServerSocket) => void) | undefined;

	constructor(timers: Timers) {
		const network = this;
		this.TCP = class extends MemorySocket {
			constructor(options: TCPOptions) {
				super(options, timers, network);
			}
		};
	}
}

class MemorySocket implements TCPSocket, ServerSocket {
	onData: ((bytes: Uint8Array) => void) | undefined;
	onClose: (() => void) | undefined;
	readonly #timers: Timers;
	readonly #options: TCPOptions;
	readonly #server: ServerSocket;
	readonly #received: Uint8Array[] = [];
	#readable = 0;
	#isOpen = true;
	#isServerOpen = false;

	constructor(options: TCPOptions, timers: Timers, network: MemoryNetwork) {
		this.#options = options;
		this.#timers = timers;
		this.#server = {
			onData: undefined,
			onClose: undefined,
			write: bytes => this.#deliver(bytes),
			close: () => this.#endBoth(),
		};
		timers.set(() => {
			if (!this.#isOpen) return;
			if (!network.onConnection) {
				this.#isOpen = false;
				options.onError?.(new Error("connection refused"));
				return;
			}
			this.#isServerOpen = true;
			network.onConnection(this.#server);
			if (this.#isOpen) options.onWritable?.(WINDOW);
		});
	}

	read(byteLength = this.#readable): ArrayBuffer | undefined {
		const length = Math.min(byteLength, this.#readable);
		if (length <= 0) return undefined;
		const bytes = new Uint8Array(length);
		for (let at = 0; at < length; ) {
			const [first] = this.#received;
			const count = Math.min(first.length, length - at);
			bytes.set(first.subarray(0, count), at);
			at += count;
			if (count === first.length) this.#received.shift();
			else this.#received[0] = first.subarray(count);
		}
		this.#readable -= length;
		return bytes.buffer;
	}

	write(buffer: Uint8Array): void {
		if (!this.#isOpen) throw new Error("the socket is closed");
		const bytes = Uint8Array.from(buffer);
		this.#timers.set(() => {
			if (this.#isServerOpen) this.#server.onData?.(bytes);
			if (this.#isOpen) this.#options.onWritable?.(WINDOW);
		});
	}

	/** What was written before still arrives. */
	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#timers.set(() => this.#endServer());
	}

	#deliver(bytes: Uint8Array): void {
		if (!this.#isServerOpen) return;
		const copy = Uint8Array.from(bytes);
		this.#timers.set(() => {
			if (!this.#isOpen) return;
			this.#received.push(copy);
			this.#readable += copy.length;
			this.#options.onReadable?.(this.#readable);
		});
	}

	#endServer(): void {
		if (!this.#isServerOpen) return;
		this.#isServerOpen = false;
		this.#server.onClose?.();
	}

	#endBoth(): void {
		this.#isServerOpen = false;
		this.#timers.set(() => {
			if (!this.#isOpen) return;
			this.#isOpen = false;
			this.#options.onError?.(new Error("connection reset"));
		});
	}
}
