import { CimError } from "../errors";
import type { TCPSocket, TimerHandle } from "../hardware";
import { AwaitedAnswers } from "./mqtt-answers";
import type { MqttConnectionOptions } from "./mqtt-connection-options";
import { MqttError } from "./mqtt-error";
import { PacketOutput } from "./mqtt-output";
import {
	encodeAcknowledgement,
	encodeConnect,
	encodeDisconnect,
	encodePingreq,
	encodeSubscribe,
	encodeUnsubscribe,
	PacketType,
	type QoS,
	type Wish,
} from "./mqtt-packet";
import { type IncomingPacket, PacketParser } from "./mqtt-parser";

/** One MQTT 3.1.1 connection, from TCP to DISCONNECT. It is not reused: after `onClosed` make another. */
export class MqttConnection {
	readonly #options: MqttConnectionOptions;
	readonly #parser: PacketParser;
	readonly #output = new PacketOutput();
	readonly #answers: AwaitedAnswers;
	#socket: TCPSocket | undefined;
	#isConnected = false;
	#isClosed = false;
	#hasBegun = false;
	/** Bytes that were read from the socket and not yet parsed, while the receiver holds a message. */
	#chunk: Uint8Array | undefined;
	#at = 0;
	#isHeld = false;
	/** Acknowledgement of the message that is held. */
	#owedAcknowledgement: Uint8Array | undefined;
	#lastSent = 0;
	#lastReceived = 0;
	#connectTimer: TimerHandle | undefined;
	#pingTimer: TimerHandle | undefined;
	#onDisconnected: (() => void) | undefined;

	/** Throws MqttError when no socket can be made. */
	constructor(options: MqttConnectionOptions) {
		const { timers, clock, connectTimeout, stallTimeout, io, address, host, port } = options;
		this.#options = options;
		this.#parser = new PacketParser(options.packetLimit);
		this.#answers = new AwaitedAnswers(timers, clock, stallTimeout, reason => this.#fail(reason));
		this.#connectTimer = timers.set(() => {
			this.#connectTimer = undefined;
			this.#fail(new MqttError("mqtt-timeout", `no answer to CONNECT within ${connectTimeout} ms`));
		}, connectTimeout);
		try {
			this.#socket = new io({
				...options.socket,
				address,
				host,
				port,
				nodelay: true,
				onReadable: () => this.#turn("receive"),
				onWritable: count => {
					this.#output.writable = count;
					this.#turn("begin");
				},
				onError: reason => this.#fail(new MqttError("mqtt-connection", this.#connectionWords(reason))),
			});
		} catch (error) {
			this.#release();
			throw new MqttError("mqtt-connection", `cannot open a socket to ${address}: ${String(error)}`);
		}
	}

	/** Nothing waits to be written. */
	get idle(): boolean {
		return this.#output.idle;
	}

	/** Bytes that the socket would take at once. */
	get room(): number {
		return this.#isConnected ? this.#output.room : 0;
	}

	/** Bytes of a message begun with `publishPart` that are still to come. */
	get owed(): number {
		return this.#output.owed;
	}

	/** `id` is in use on this connection. */
	awaits(id: number): boolean {
		return this.#answers.has(id);
	}

	/** Sends a PUBLISH made by encodePublish; `id` as set in it, 0 for QoS 0. */
	publish(packet: Uint8Array, id: number, qos: QoS): void {
		this.publishPart(packet, id, qos, 0);
	}

	/** Sends the beginning of a PUBLISH of which `owed` bytes follow with `continue`. */
	publishPart(packet: Uint8Array, id: number, qos: QoS, owed: number): void {
		if (qos) this.#answers.expect(qos === 1 ? PacketType.puback : PacketType.pubrec, id);
		this.#push(packet, owed);
	}

	/** The next part of a message begun with `publishPart`. The bytes must stay as they are until `onDrained`. */
	continue(part: Uint8Array): void {
		if (this.#isClosed) return;
		this.#output.continue(part);
		this.#turn("send");
	}

	/** Sends PUBREL for a QoS 2 message of which the broker said PUBREC. */
	release(id: number): void {
		this.#answers.expect(PacketType.pubcomp, id);
		this.#push(encodeAcknowledgement(PacketType.pubrel, id));
	}

	subscribe(id: number, wishes: readonly Wish[]): void {
		this.#answers.expect(PacketType.suback, id);
		this.#push(encodeSubscribe(id, wishes));
	}

	unsubscribe(id: number, filters: readonly string[]): void {
		this.#answers.expect(PacketType.unsuback, id);
		this.#push(encodeUnsubscribe(id, filters));
	}

	/** Asks whether the broker is there, beside the pings of keepAlive. */
	ping(): void {
		if (this.#answers.has(0)) return;
		this.#answers.expect(PacketType.pingresp, 0);
		this.#push(encodePingreq());
	}

	/** Within onMessage: the message is not done with. It stays as it is, and nothing else is read, until `resume`. */
	hold(): void {
		this.#isHeld = true;
	}

	/** The message that was held is done with: it is acknowledged, and reading goes on. */
	resume(): void {
		if (!this.#isHeld) return;
		this.#isHeld = false;
		const acknowledgement = this.#owedAcknowledgement;
		// Without one, onMessage has not returned yet, or the message was of QoS 0.
		this.#owedAcknowledgement = undefined;
		if (acknowledgement) this.#push(acknowledgement);
		if (this.#chunk && !this.#isHandling) this.#turn("receive");
	}
	#isHandling = false;

	/** Says DISCONNECT, closes the socket once that is written, and calls back. */
	disconnect(done: () => void): void {
		this.#onDisconnected = done;
		this.#push(encodeDisconnect());
	}

	/** Closes at once and without a word, so that the broker publishes the will. No callback follows. */
	close(): void {
		this.#release();
	}

	/** What a socket or timer calls: no exception may get out of there. A word says what to do, for a closure of each took memory. */
	#turn(step: "begin" | "send" | "receive"): void {
		if (this.#isClosed) return;
		try {
			if (step === "receive") this.#receive();
			else if (step === "send") this.#send();
			else this.#begin();
		} catch (error) {
			this.#fail(error instanceof CimError ? error : new CimError("internal", `MQTT: ${String(error)}`));
		}
	}

	#connectionWords(reason: unknown): string {
		const { address, port } = this.#options;
		const why = reason instanceof Error ? ` (${reason.message})` : "";
		if (!this.#hasBegun) return `no connection to ${address}:${port}${why}; is the broker running there?`;
		const when = this.#isConnected ? "" : " before CONNECT was answered";
		return `the connection to ${address}:${port} was closed${when}${why}`;
	}

	#fail(reason: CimError): void {
		if (this.#isClosed) return;
		const done = this.#onDisconnected;
		this.#release();
		if (done) done();
		else this.#options.onClosed(reason);
	}

	#release(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		const { timers } = this.#options;
		timers.clear(this.#connectTimer);
		timers.clear(this.#pingTimer);
		this.#answers.end();
		this.#output.clear();
		this.#chunk = undefined;
		try {
			this.#socket?.close();
		} catch {
			// A socket that failed may refuse to be closed again; it is gone either way.
		}
		this.#socket = undefined;
	}

	#push(packet: Uint8Array, owed = 0): void {
		if (this.#isClosed) return;
		try {
			if (owed > 0) this.#output.begin(packet, owed);
			else this.#output.push(packet);
		} catch (error) {
			this.#fail(error as CimError);
			return;
		}
		this.#turn("send");
	}

	#begin(): void {
		if (!this.#hasBegun) {
			// The first onWritable: the connection is open, and CONNECT the first packet [MQTT-3.1.0-1].
			this.#hasBegun = true;
			this.#output.unshift(encodeConnect(this.#options));
		}
		this.#send();
	}

	/** Writes as much as the socket takes. */
	#send(): void {
		const output = this.#output;
		if (!this.#socket || !output.write(this.#socket)) return;
		this.#lastSent = this.#options.clock.milliseconds;
		if (this.#isClosed || !output.idle) return;
		const done = this.#onDisconnected;
		if (done) {
			this.#release();
			done();
		} else this.#options.onDrained();
	}

	#receive(): void {
		this.#lastReceived = this.#options.clock.milliseconds;
		while (!this.#isHeld) {
			if (!this.#chunk) {
				const buffer = this.#socket?.read();
				if (!buffer || buffer.byteLength === 0) return;
				this.#chunk = new Uint8Array(buffer);
				this.#at = 0;
			}
			this.#at = this.#parser.feed(this.#chunk, this.#at);
			if (this.#at === this.#chunk.length) this.#chunk = undefined;
			const packet = this.#parser.packet;
			if (packet) this.#handle(packet);
			if (this.#isClosed) return;
		}
	}

	#handle(packet: IncomingPacket): void {
		const options = this.#options;
		const { type, id } = packet;
		if (type === PacketType.connack) {
			if (this.#isConnected) throw new MqttError("mqtt-protocol", "the broker sent a second CONNACK");
			this.#handleConnack(packet);
			return;
		}
		// [MQTT-3.2.0-1] CONNACK is the first packet.
		if (!this.#isConnected) throw new MqttError("mqtt-protocol", `the broker sent type ${type} before CONNACK`);
		// An unexpected answer is left over from an earlier connection: no reason to give this one up.
		switch (type) {
			case PacketType.publish:
				this.#handlePublish(packet);
				break;
			case PacketType.puback:
				// A broker without QoS 2 (RabbitMQ) answers so to a message of QoS 2: it has it all the same.
				if (this.#answers.take(type, id) || this.#answers.take(PacketType.pubrec, id)) options.onAcknowledged(id, type);
				break;
			case PacketType.pubcomp:
				if (this.#answers.take(type, id)) options.onAcknowledged(id, type);
				break;
			case PacketType.pubrec:
				if (this.#answers.take(type, id)) {
					options.onReceived(id);
					this.#answers.expect(PacketType.pubcomp, id);
				}
				// [MQTT-4.3.3-1] PUBREL answers every PUBREC: it may be the repetition of one that we had.
				this.#push(encodeAcknowledgement(PacketType.pubrel, id));
				break;
			case PacketType.pubrel:
				options.incoming.remove(id);
				this.#push(encodeAcknowledgement(PacketType.pubcomp, id));
				break;
			case PacketType.suback:
				if (this.#answers.take(type, id)) options.onSubscribed(id, packet.payload);
				break;
			case PacketType.unsuback:
				if (this.#answers.take(type, id)) options.onUnsubscribed?.(id);
				break;
			default:
				this.#answers.take(type, id);
		}
	}

	#handleConnack(packet: IncomingPacket): void {
		const { timers, clock, keepAlive, incoming, onConnected } = this.#options;
		if (packet.returnCode) {
			const words = REFUSALS[packet.returnCode];
			throw new MqttError("mqtt-refused", `the broker refused the connection: ${words}`, packet.returnCode);
		}
		timers.clear(this.#connectTimer);
		this.#connectTimer = undefined;
		this.#isConnected = true;
		this.#lastReceived = clock.milliseconds;
		if (keepAlive > 0) this.#schedulePing();
		// [MQTT-3.1.2-6] without a session on the other side there is none on ours.
		if (!packet.sessionPresent) incoming.clear();
		onConnected(packet.sessionPresent);
	}

	#handlePublish(packet: IncomingPacket): void {
		const { id, qos } = packet;
		const isNew = qos < 2 || this.#options.incoming.add(id);
		this.#isHandling = true;
		try {
			if (packet.missing && isNew) this.#options.onOversized(packet.topic);
			else if (isNew) this.#options.onMessage(packet);
		} finally {
			this.#isHandling = false;
		}
		if (qos === 0 || this.#isClosed || this.#onDisconnected) return;
		// [MQTT-4.3.2-2] acknowledged only now: the receiver has had it.
		const acknowledgement = encodeAcknowledgement(qos === 1 ? PacketType.puback : PacketType.pubrec, id);
		if (this.#isHeld) this.#owedAcknowledgement = acknowledgement;
		else this.#push(acknowledgement);
	}

	/**
	 * [MQTT-3.1.2-23] never longer than keepAlive without a packet to the broker; and never longer without one from it,
	 * so that a device that only sends notices a dead broker too. A quarter of the time is kept for the way.
	 */
	#schedulePing(): void {
		const { clock, timers, keepAlive } = this.#options;
		const due = Math.min(this.#lastSent, this.#lastReceived) + keepAlive * 750;
		this.#pingTimer = timers.set(this.#onQuiet, Math.max(due - clock.milliseconds, keepAlive * 75));
	}

	readonly #onQuiet = (): void => this.#pingWhenQuiet();

	#pingWhenQuiet(): void {
		if (this.#isClosed) return;
		const { clock, keepAlive } = this.#options;
		const quiet = clock.milliseconds - Math.min(this.#lastSent, this.#lastReceived);
		if (quiet >= keepAlive * 750 && !this.#onDisconnected) this.ping();
		if (!this.#isClosed) this.#schedulePing();
	}
}

/** Return codes of CONNACK, table 3.1. */
const REFUSALS: readonly string[] = [
	"",
	"it does not speak MQTT 3.1.1",
	"it does not allow this client identifier",
	"it is unavailable",
	"bad user name or password",
	"not authorized",
];
