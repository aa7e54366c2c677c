import type { TCPClass, TCPOptions, TCPSocket } from "../../firmware/hardware";
import type { VirtualTime } from "../../host-sim/node/virtual-time";
import { PacketSplitter } from "./packets";

/** A broker without a mind of its own: it shows what came and sends what it is told to. Virtual time, one millisecond a step. */
export class ByteBroker {
	readonly io: TCPClass;
	connections = 0;
	isClosed = false;
	#splitter = new PacketSplitter();
	#outgoing: number[] = [];
	#options: TCPOptions | undefined;
	readonly #time: VirtualTime;

	/** `window`: bytes that a client's socket takes at once. */
	constructor(time: VirtualTime, window = 65536) {
		const broker = this;
		this.#time = time;
		this.io = class implements TCPSocket {
			readonly #mine: TCPOptions;
			#writable = window;
			constructor(options: TCPOptions) {
				this.#mine = options;
				broker.connections++;
				broker.isClosed = false;
				broker.#splitter = new PacketSplitter();
				broker.#outgoing = [];
				broker.#options = options;
				time.set(() => this.#isOpen() && options.onWritable?.(window), 1);
			}
			#isOpen(): boolean {
				return broker.#options === this.#mine && !broker.isClosed;
			}
			read(): ArrayBuffer | undefined {
				if (broker.#outgoing.length === 0) return undefined;
				return Uint8Array.from(broker.#outgoing.splice(0)).buffer;
			}
			write(bytes: Uint8Array): void {
				if (bytes.length > this.#writable) throw new Error("would block");
				this.#writable -= bytes.length;
				broker.#splitter.add(bytes.slice());
				time.set(() => {
					this.#writable += bytes.length;
					if (this.#isOpen()) this.#mine.onWritable?.(this.#writable);
				}, 1);
			}
			close(): void {
				if (this.#isOpen()) broker.isClosed = true;
			}
		};
	}

	/** The next packet from the client, in hexadecimal. */
	take(): string | undefined {
		return this.#splitter.packets.shift();
	}

	send(bytes: Uint8Array, chunk = 65536): void {
		for (let at = 0; at < bytes.length; at += chunk) {
			if (this.isClosed) return;
			this.#outgoing.push(...bytes.subarray(at, at + chunk));
			this.#options?.onReadable?.(this.#outgoing.length);
			this.#time.advance(1);
		}
	}

	hangUp(): void {
		this.isClosed = true;
		this.#options?.onError?.();
	}
}
