import { CimError } from "../errors";
import type { Clock, TCPClass, TCPSocket, TimerHandle, Timers } from "../hardware";
import { MqttError } from "./mqtt-error";
import {
	type ConnectOptions,
	encodeConnect,
	encodeDisconnect,
	encodePingreq,
	encodePuback,
	encodeSubscribe,
	encodeUnsubscribe,
	PacketType,
	type QoS,
} from "./mqtt-packet";
import { type IncomingPacket, PacketParser } from "./mqtt-parser";

export interface MqttClientOptions extends ConnectOptions {
	io: TCPClass;
	/** IP address of the broker. */
	address: string;
	port: number;
	timers: Timers;
	clock: Clock;
	/** Milliseconds until the broker must have accepted the connection. */
	connectTimeout: number;
	/** Milliseconds until a PUBACK, SUBACK, UNSUBACK or PINGRESP must have come. */
	stallTimeout: number;
	/** Largest packet received, bytes. */
	packetLimit: number;
	onConnected(sessionPresent: boolean): void;
	/** The payload is a view that lasts until the callback returns. A QoS 1 message is acknowledged after that. */
	onMessage(topic: string, payload: Uint8Array, retain: boolean): void;
	/** A message was larger than packetLimit: it is acknowledged and dropped. */
	onOversized(topic: string): void;
	/** PUBACK for `id`. */
	onAcknowledged(id: number): void;
	/** SUBACK: the granted QoS, or 0x80 when refused. */
	onSubscribed(id: number, granted: number): void;
	/** All that was handed over is with the socket. */
	onDrained(): void;
	/** The connection is gone; no callback follows. */
	onClosed(reason: CimError): void;
}

/** Packets that may wait for the socket: acknowledgements, for the most part. */
const MAXIMUM_OUTPUT = 256;

interface Awaited {
	/** 0 for PINGRESP. */
	id: number;
	type: number;
	since: number;
}

/** One MQTT 3.1.1 connection, from TCP to DISCONNECT. It is not reused: after `onClosed` make another. */
export class MqttClient {
	readonly #options: MqttClientOptions;
	readonly #parser: PacketParser;
	#socket: TCPSocket | undefined;
	#isConnected = false;
	#isClosed = false;
	#hasBegun = false;
	#writable = 0;
	readonly #output: Uint8Array[] = [];
	/** Bytes of the first packet in #output that are written. */
	#written = 0;
	readonly #awaited: Awaited[] = [];
	#lastSent = 0;
	#lastReceived = 0;
	#connectTimer: TimerHandle | undefined;
	#stallTimer: TimerHandle | undefined;
	#pingTimer: TimerHandle | undefined;
	#onDisconnected: (() => void) | undefined;

	constructor(options: MqttClientOptions) {
		this.#options = options;
		this.#parser = new PacketParser(options.packetLimit);
		this.#connectTimer = options.timers.set(() => {
			this.#connectTimer = undefined;
			this.#fail(new MqttError("mqtt-timeout", `no answer to CONNECT within ${options.connectTimeout} ms`));
		}, options.connectTimeout);
		try {
			this.#socket = new options.io({
				address: options.address,
				port: options.port,
				nodelay: true,
				onReadable: () => this.#guard(this.#receive),
				onWritable: count => {
					this.#writable = count;
					this.#guard(this.#begin);
				},
				onError: () => this.#fail(new MqttError("mqtt-connection", this.#connectionWords())),
			});
		} catch (error) {
			this.#release();
			throw new MqttError("mqtt-connection", `cannot open a socket to ${options.address}: ${String(error)}`);
		}
	}

	/** Nothing waits to be written. */
	get idle(): boolean {
		return this.#output.length === 0;
	}

	/** `id` is in use on this connection. */
	awaits(id: number): boolean {
		for (let i = 0; i < this.#awaited.length; i++) if (this.#awaited[i].id === id) return true;
		return false;
	}

	/** Sends a PUBLISH made by encodePublish; `id` as set in it, 0 for QoS 0. */
	publish(packet: Uint8Array, id: number): void {
		if (id) this.#await(PacketType.puback, id);
		this.#push(packet);
	}

	subscribe(id: number, filter: string, qos: QoS): void {
		this.#await(PacketType.suback, id);
		this.#push(encodeSubscribe(id, filter, qos));
	}

	unsubscribe(id: number, filter: string): void {
		this.#await(PacketType.unsuback, id);
		this.#push(encodeUnsubscribe(id, filter));
	}

	/** Says DISCONNECT, closes the socket once that is written, and calls back. */
	disconnect(done: () => void): void {
		this.#onDisconnected = done;
		this.#push(encodeDisconnect());
	}

	/** Closes at once and without a word, so that the broker publishes the will. No callback follows. */
	close(): void {
		this.#release();
	}

	/** Runs what a socket or timer calls: no exception may get out of there. */
	#guard(step: () => void): void {
		if (this.#isClosed) return;
		try {
			step();
		} catch (error) {
			this.#fail(error instanceof CimError ? error : new CimError("internal", `MQTT: ${String(error)}`));
		}
	}

	#connectionWords(): string {
		const { address, port } = this.#options;
		if (!this.#hasBegun) return `no connection to ${address}:${port}; is the broker running there?`;
		return `the connection to ${address}:${port} was closed${this.#isConnected ? "" : " before CONNECT was answered"}`;
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
		timers.clear(this.#stallTimer);
		timers.clear(this.#pingTimer);
		this.#output.length = 0;
		try {
			this.#socket?.close();
		} catch {
			// A socket that failed may refuse to be closed again; it is gone either way.
		}
		this.#socket = undefined;
	}

	#push(packet: Uint8Array): void {
		if (this.#isClosed) return;
		if (this.#output.length === MAXIMUM_OUTPUT) {
			this.#fail(new MqttError("mqtt-connection", "packets pile up because the broker takes none"));
			return;
		}
		this.#output.push(packet);
		this.#guard(this.#send);
	}

	#begin = (): void => {
		if (!this.#hasBegun) {
			// The first onWritable: the connection is open, and CONNECT the first packet [MQTT-3.1.0-1].
			this.#hasBegun = true;
			this.#output.unshift(encodeConnect(this.#options));
		}
		this.#send();
	};

	/** Writes as much as the socket takes. */
	#send = (): void => {
		if (this.#output.length === 0) return;
		while (this.#output.length > 0 && this.#writable > 0) {
			const packet = this.#output[0];
			const start = this.#written;
			const count = Math.min(this.#writable, packet.length - start);
			this.#writable -= count;
			this.#written += count;
			if (this.#written === packet.length) {
				this.#output.shift();
				this.#written = 0;
			}
			this.#lastSent = this.#options.clock.milliseconds;
			this.#socket!.write(count === packet.length ? packet : packet.subarray(start, start + count));
		}
		if (this.#output.length > 0) return;
		const done = this.#onDisconnected;
		if (done) {
			this.#release();
			done();
		} else this.#options.onDrained();
	};

	#receive = (): void => {
		this.#lastReceived = this.#options.clock.milliseconds;
		for (;;) {
			const buffer = this.#socket?.read();
			if (!buffer || buffer.byteLength === 0) return;
			const bytes = new Uint8Array(buffer);
			for (let at = 0; at < bytes.length; ) {
				at = this.#parser.feed(bytes, at);
				const packet = this.#parser.packet;
				if (packet) this.#handle(packet);
				if (this.#isClosed) return;
			}
		}
	};

	#handle(packet: IncomingPacket): void {
		const options = this.#options;
		if (packet.type === PacketType.connack) {
			if (this.#isConnected) throw new MqttError("mqtt-protocol", "the broker sent a second CONNACK");
			this.#handleConnack(packet);
			return;
		}
		// [MQTT-3.2.0-1] CONNACK is the first packet.
		if (!this.#isConnected) throw new MqttError("mqtt-protocol", `the broker sent type ${packet.type} before CONNACK`);
		switch (packet.type) {
			case PacketType.publish:
				if (packet.qos > 1)
					throw new MqttError("mqtt-protocol", "the broker sent QoS 2, which was not asked for [MQTT-3.8.4-6]");
				this.#handlePublish(packet);
				break;
			case PacketType.puback:
				// An unexpected one is left over from an earlier connection: no reason to give this one up.
				if (this.#isAnswered(PacketType.puback, packet.id)) options.onAcknowledged(packet.id);
				break;
			case PacketType.suback:
				if (packet.payload.length !== 1) throw new MqttError("mqtt-protocol", "a SUBACK with more codes than filters");
				if (this.#isAnswered(PacketType.suback, packet.id)) options.onSubscribed(packet.id, packet.payload[0]);
				break;
			case PacketType.unsuback:
			case PacketType.pingresp:
				this.#isAnswered(packet.type, packet.id);
				break;
			default:
				throw new MqttError("mqtt-protocol", `the broker sent type ${packet.type}, which belongs to QoS 2`);
		}
	}

	#handleConnack(packet: IncomingPacket): void {
		const { timers, clock, keepAlive, onConnected } = this.#options;
		if (packet.returnCode) {
			const words = REFUSALS[packet.returnCode];
			throw new MqttError("mqtt-refused", `the broker refused the connection: ${words}`, packet.returnCode);
		}
		timers.clear(this.#connectTimer);
		this.#connectTimer = undefined;
		this.#isConnected = true;
		this.#lastReceived = clock.milliseconds;
		if (keepAlive > 0) this.#schedulePing();
		onConnected(packet.sessionPresent);
	}

	#handlePublish(packet: IncomingPacket): void {
		const { id, qos } = packet;
		if (packet.missing) this.#options.onOversized(packet.topic);
		else this.#options.onMessage(packet.topic, packet.payload, packet.retain);
		// [MQTT-4.3.2-2] acknowledged only now: the receiver has had it.
		if (qos && !this.#isClosed && !this.#onDisconnected) this.#push(encodePuback(id));
	}

	#await(type: number, id: number): void {
		const { clock, timers, stallTimeout } = this.#options;
		this.#awaited.push({ type, id, since: clock.milliseconds });
		this.#stallTimer ??= timers.set(this.#checkStall, stallTimeout);
	}

	#isAnswered(type: number, id: number): boolean {
		for (let i = 0; i < this.#awaited.length; i++) {
			if (this.#awaited[i].type !== type || this.#awaited[i].id !== id) continue;
			this.#awaited.splice(i, 1);
			return true;
		}
		return false;
	}

	/** The socket may not know that the other side is gone (or, on Moddable for Linux, not say so): only silence shows it. */
	#checkStall = (): void => {
		this.#stallTimer = undefined;
		if (this.#isClosed || this.#awaited.length === 0) return;
		const { clock, timers, stallTimeout } = this.#options;
		const oldest = this.#awaited[0];
		const left = oldest.since + stallTimeout - clock.milliseconds;
		if (left > 0) this.#stallTimer = timers.set(this.#checkStall, left);
		else this.#fail(new MqttError("mqtt-timeout", `no ${ANSWERS[oldest.type]} within ${stallTimeout} ms`));
	};

	/**
	 * [MQTT-3.1.2-23] never longer than keepAlive without a packet to the broker; and never longer without one from it,
	 * so that a device that only sends notices a dead broker too. A quarter of the time is kept for the way.
	 */
	#schedulePing(): void {
		const { clock, timers, keepAlive } = this.#options;
		const due = Math.min(this.#lastSent, this.#lastReceived) + keepAlive * 750;
		this.#pingTimer = timers.set(this.#ping, Math.max(due - clock.milliseconds, keepAlive * 75));
	}

	#ping = (): void => {
		if (this.#isClosed) return;
		const { clock, keepAlive } = this.#options;
		const quiet = clock.milliseconds - Math.min(this.#lastSent, this.#lastReceived);
		if (quiet >= keepAlive * 750 && !this.#onDisconnected && !this.awaits(0)) {
			this.#await(PacketType.pingresp, 0);
			this.#push(encodePingreq());
		}
		if (!this.#isClosed) this.#schedulePing();
	};
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

const ANSWERS: Readonly<Record<number, string>> = {
	[PacketType.puback]: "PUBACK",
	[PacketType.suback]: "SUBACK",
	[PacketType.unsuback]: "UNSUBACK",
	[PacketType.pingresp]: "PINGRESP",
};
