import type { CimError } from "../errors";
import { encodePublish, type Publication, type QoS } from "./mqtt-packet";

/** Called once: the broker acknowledged the message (QoS 0: the socket took it), or why it was dropped. */
export type PublishDone = (error?: CimError) => void;

/** A message on its way to the broker, held as the packet that is sent. */
export interface OutgoingMessage {
	packet: Uint8Array;
	qos: QoS;
	done: PublishDone | undefined;
	/** Bytes of payload at the packet's end. */
	payloadLength: number;
	/** Whatever the publisher wants to know it by (see Session.visit). */
	tag: object | undefined;
	/** Packet identifier; 0 until first sent. */
	id: number;
	/** QoS 2: the broker has it, only its release is still to be acknowledged. */
	isReceived: boolean;
	/** The connection it was last sent on, 0 for none. */
	connection: number;
	/** How often the broker hung up when this was the next to be acknowledged. */
	rejections: number;
}

export function outgoing(publication: Publication, done?: PublishDone, tag?: object): OutgoingMessage {
	return {
		packet: encodePublish(publication),
		qos: publication.qos,
		done,
		payloadLength: publication.payload.length,
		tag,
		id: 0,
		isReceived: false,
		connection: 0,
		rejections: 0,
	};
}

/**
 * The messages that are not yet with the broker, in memory: those waiting, and those sent with QoS 1 or 2 and not acknowledged,
 * which go first and in the same order on the next connection [MQTT-4.6.0-1].
 */
export class Outbox {
	readonly #queue: number;
	readonly #window: number;
	readonly #rejections: number;
	readonly #waiting: OutgoingMessage[] = [];
	readonly #inFlight: OutgoingMessage[] = [];
	#greeting: OutgoingMessage | undefined;
	#connection = 0;

	/**
	 * @param queue messages that may wait
	 * @param window messages that may be unacknowledged
	 * @param rejections hang-ups after which a message is given up
	 */
	constructor(queue: number, window: number, rejections: number) {
		this.#queue = queue;
		this.#window = window;
		this.#rejections = rejections;
	}

	get size(): number {
		return this.#waiting.length + this.#inFlight.length;
	}

	/** Messages that were not sent yet. */
	get waiting(): number {
		return this.#waiting.length;
	}

	/** Adds a message; returns the oldest waiting one when it has to give way. */
	add(message: OutgoingMessage): OutgoingMessage | undefined {
		this.#waiting.push(message);
		return this.#waiting.length > this.#queue ? this.#waiting.shift() : undefined;
	}

	/** Every message that is neither acknowledged nor dropped, oldest first. */
	visit(visitor: (message: OutgoingMessage) => void): void {
		for (let i = 0; i < this.#inFlight.length; i++) visitor(this.#inFlight[i]);
		for (let i = 0; i < this.#waiting.length; i++) visitor(this.#waiting[i]);
	}

	/** A connection begins, with `greeting` before anything else. */
	begin(greeting: OutgoingMessage): void {
		this.#connection++;
		this.#greeting = greeting;
	}

	/**
	 * The connection ended. An unacknowledged greeting is forgotten: the next connection has its own. When the broker
	 * hung up, the message that was next to be acknowledged is suspected, and returned once it is to be given up: otherwise a
	 * message that the broker does not want would keep all others from getting through.
	 */
	end(hungUp: boolean): OutgoingMessage | undefined {
		if (this.#greeting) this.#remove(this.#greeting);
		this.#greeting = undefined;
		const oldest = this.#inFlight[0];
		if (!hungUp || oldest?.connection !== this.#connection || ++oldest.rejections < this.#rejections) return undefined;
		return this.#inFlight.shift();
	}

	/** The next message to send on this connection; undefined while none waits or the window is full. */
	next(): OutgoingMessage | undefined {
		const message = this.#choose();
		if (!message) return undefined;
		if (message.qos > 0 && message.connection === 0) this.#inFlight.push(message);
		message.connection = this.#connection;
		return message;
	}

	/** The broker has the QoS 2 message with this identifier. */
	receive(id: number): void {
		const message = this.#find(id);
		if (message) message.isReceived = true;
	}

	/** Takes out the message with this identifier, which the broker has acknowledged. */
	acknowledge(id: number): OutgoingMessage | undefined {
		const message = this.#find(id);
		if (message) this.#remove(message);
		return message;
	}

	/** An unacknowledged message has this identifier. */
	uses(id: number): boolean {
		return this.#find(id) !== undefined;
	}

	/** Takes out everything. */
	empty(): OutgoingMessage[] {
		return this.#inFlight.splice(0).concat(this.#waiting.splice(0));
	}

	#choose(): OutgoingMessage | undefined {
		if (this.#greeting?.connection === 0) return this.#greeting;
		for (let i = 0; i < this.#inFlight.length; i++)
			if (this.#inFlight[i].connection !== this.#connection) return this.#inFlight[i];
		return this.#inFlight.length < this.#window ? this.#waiting.shift() : undefined;
	}

	#find(id: number): OutgoingMessage | undefined {
		for (let i = 0; i < this.#inFlight.length; i++) if (this.#inFlight[i].id === id) return this.#inFlight[i];
		return undefined;
	}

	#remove(message: OutgoingMessage): void {
		const at = this.#inFlight.indexOf(message);
		if (at >= 0) this.#inFlight.splice(at, 1);
	}
}
