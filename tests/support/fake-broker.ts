import type { TCPClass, TCPOptions, TCPSocket } from "../../firmware/hardware";
import type { VirtualTime } from "../../host-sim/node/virtual-time";

const NAMES =
	"0 CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK PINGREQ PINGRESP DISCONNECT".split(
		" ",
	);

/** Bytes as text: "20 02 0000" or, for messages, strings in quotes: "30 03 0001 'a'". */
export function bytesOf(script: string): Uint8Array {
	const parts = script.match(/'[^']*'|[0-9a-f]+/g) ?? [];
	return Uint8Array.from(
		Buffer.concat(parts.map(part => (part[0] === "'" ? Buffer.from(part.slice(1, -1)) : Buffer.from(part, "hex")))),
	);
}

/** What a broker does by itself; take one out to see how the client bears it. */
type Answer = "CONNACK" | "PUBACK" | "SUBACK" | "UNSUBACK" | "PINGRESP";

/** A broker at byte level in virtual time: everything takes one millisecond. */
export class FakeBroker {
	readonly connections: FakeConnection[] = [];
	readonly io: TCPClass;
	readonly answers = new Set<Answer>(["CONNACK", "PUBACK", "SUBACK", "UNSUBACK", "PINGRESP"]);
	/** The TCP connection is opened; otherwise it is refused. */
	isListening = true;
	/** Bytes that the client's socket takes before it says "would block". */
	window = 8192;
	connack = "20 02 0000";
	/** Decides on a PUBACK, given the packet identifier. */
	acknowledges: (id: number, connection: FakeConnection) => boolean = () => true;

	constructor(time: VirtualTime) {
		const broker = this;
		this.io = class implements TCPSocket {
			readonly #connection: FakeConnection;
			constructor(options: TCPOptions) {
				this.#connection = new FakeConnection(broker, time, options);
				broker.connections.push(this.#connection);
			}
			read(byteLength?: number): ArrayBuffer | undefined {
				return this.#connection.read(byteLength);
			}
			write(buffer: Uint8Array): void {
				this.#connection.write(buffer);
			}
			close(): void {
				this.#connection.isClosed = true;
			}
		};
	}

	/** The newest connection. */
	get connection(): FakeConnection {
		return this.connections[this.connections.length - 1];
	}
}

export class FakeConnection {
	readonly #broker: FakeBroker;
	readonly #time: VirtualTime;
	readonly #options: TCPOptions;
	/** Packets from the client in words, e.g. "PUBLISH dup q1 id=1 a/b 'text'". */
	readonly log: string[] = [];
	/** The same as bytes in hexadecimal. */
	readonly packets: string[] = [];
	/** Virtual milliseconds at which each came. */
	readonly times: number[] = [];
	/** The client closed its socket. */
	isClosed = false;
	isTaking = true;
	/** Thrown by the next write. */
	writeError: Error | undefined;
	#writable = 0;
	#incoming: number[] = [];
	#outgoing: number[] = [];

	constructor(broker: FakeBroker, time: VirtualTime, options: TCPOptions) {
		this.#broker = broker;
		this.#time = time;
		this.#options = options;
		time.set(() => {
			if (this.isClosed) return;
			if (!broker.isListening) {
				this.isClosed = true;
				options.onError?.();
				return;
			}
			this.#writable = broker.window;
			options.onWritable?.(this.#writable);
		}, 1);
	}

	get address(): string {
		return `${this.#options.address}:${this.#options.port}`;
	}

	/** Sends bytes to the client, `chunk` at a time. */
	send(bytes: Uint8Array | string, chunk = 65536): void {
		const all = typeof bytes === "string" ? bytesOf(bytes) : bytes;
		for (let at = 0; at < all.length; at += chunk) {
			const part = all.subarray(at, at + chunk);
			this.#time.set(() => {
				if (this.isClosed) return;
				for (const byte of part) this.#outgoing.push(byte);
				this.#options.onReadable?.(this.#outgoing.length);
			}, 1);
		}
	}

	/** Closes the connection from the broker's side. */
	hangUp(): void {
		this.#time.set(() => {
			if (this.isClosed) return;
			this.isClosed = true;
			this.#options.onError?.();
		}, 1);
	}

	read(byteLength = this.#outgoing.length): ArrayBuffer | undefined {
		if (this.#outgoing.length === 0) return undefined;
		return Uint8Array.from(this.#outgoing.splice(0, byteLength)).buffer;
	}

	write(buffer: Uint8Array): void {
		if (this.writeError) throw this.writeError;
		if (this.isClosed) throw new Error("closed");
		if (buffer.length > this.#writable) throw new Error("would block");
		this.#writable -= buffer.length;
		for (const byte of buffer) this.#incoming.push(byte);
		const count = buffer.length;
		if (this.isTaking)
			this.#time.set(() => {
				this.#writable += count;
				if (!this.isClosed) this.#options.onWritable?.(this.#writable);
			}, 1);
		this.#split();
	}

	#split(): void {
		for (;;) {
			let length = 0;
			let at = 1;
			for (let scale = 1; ; scale *= 128) {
				const byte = this.#incoming[at++];
				if (byte === undefined) return;
				length += (byte & 127) * scale;
				if (byte < 128) break;
			}
			if (this.#incoming.length < at + length) return;
			const packet = Uint8Array.from(this.#incoming.splice(0, at + length));
			this.packets.push(Buffer.from(packet).toString("hex"));
			this.times.push(this.#time.milliseconds);
			this.#take(packet[0], packet.subarray(at));
		}
	}

	#take(first: number, body: Uint8Array): void {
		const name = NAMES[first >> 4];
		const id = (at: number) => (body[at] << 8) | body[at + 1];
		const text = (start: number, end?: number) => Buffer.from(body.subarray(start, end)).toString("latin1");
		const answers = (answer: Answer) => this.#broker.answers.has(answer);
		if (name === "CONNECT") {
			this.log.push(name);
			if (answers("CONNACK")) this.send(this.#broker.connack);
		} else if (name === "PUBLISH") {
			const qos = (first >> 1) & 3;
			const end = 2 + id(0);
			const flags = `${first & 8 ? " dup" : ""}${qos ? ` q${qos} id=${id(end)}` : ""}${first & 1 ? " retain" : ""}`;
			this.log.push(`${name}${flags} ${text(2, end)} '${text(end + (qos ? 2 : 0))}'`);
			if (qos && answers("PUBACK") && this.#broker.acknowledges(id(end), this))
				this.send(Uint8Array.of(0x40, 2, body[end], body[end + 1]));
		} else if (name === "SUBSCRIBE") {
			this.log.push(`${name} id=${id(0)} ${text(4, 4 + id(2))} q${body[4 + id(2)]}`);
			if (answers("SUBACK")) this.send(Uint8Array.of(0x90, 3, body[0], body[1], body[4 + id(2)]));
		} else if (name === "UNSUBSCRIBE") {
			this.log.push(`${name} id=${id(0)} ${text(4)}`);
			if (answers("UNSUBACK")) this.send(Uint8Array.of(0xb0, 2, body[0], body[1]));
		} else if (name === "PINGREQ") {
			this.log.push(name);
			if (answers("PINGRESP")) this.send("d0 00");
		} else this.log.push(body.length >= 2 ? `${name} id=${id(0)}` : name);
	}
}
