import { CimError } from "../errors";
import type { TimerHandle } from "../hardware";
import { Connector } from "./connector";
import { MqttConnection } from "./mqtt-connection";
import { MqttError } from "./mqtt-error";
import { type QoS, setPacketId } from "./mqtt-packet";
import { Outbox, type OutgoingMessage, outgoing, type PublishDone } from "./outbox";
import { PacketIds } from "./packet-ids";
import { defaultLimits, type SessionLimits, type SessionOptions } from "./session-options";
import { type Subscription, Subscriptions } from "./subscriptions";
import { checkTopicFilter, checkTopicName } from "./topics";

export interface PublishOptions {
	qos: QoS;
	retain: boolean;
	/** What `visit` tells the message by. */
	tag?: object;
	/** Bytes of the packet, instead of the session's limit. */
	limit?: number;
}

/**
 * An MQTT session that is kept up for ever: it connects again with full-jitter back-off, subscribes again, and sends QoS 1
 * and 2 messages again, in order, with DUP and the same identifier, until they are acknowledged [MQTT-4.4.0-1]. All it holds is
 * bounded.
 */
export class Session {
	readonly #options: SessionOptions;
	readonly #limits: SessionLimits;
	readonly #connector: Connector;
	readonly #outbox: Outbox;
	readonly #subscriptions = new Subscriptions();
	readonly #incoming = new PacketIds();
	/** A QoS 0 message that the socket has not taken whole. */
	#writing: OutgoingMessage | undefined;
	#connection: MqttConnection | undefined;
	#isOnline = false;
	#isPumping = false;
	#lastId = 0;
	#onlineSince = 0;
	#closeTimer: TimerHandle | undefined;
	#state: "new" | "open" | "closing" | "closed" = "new";
	#onClosed: (() => void) | undefined;
	/** What happened since the session was made. */
	readonly statistics = {
		attempts: 0,
		connections: 0,
		/** QoS 1 messages acknowledged, greetings included. */
		acknowledged: 0,
		resent: 0,
		dropped: 0,
		received: 0,
		/** Received, larger than the packet limit, dropped. */
		oversized: 0,
	};

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#limits = { ...defaultLimits, ...options.limits };
		const { queue, window, rejections, connectTimeout: timeout, backoffBase, backoffLimit } = this.#limits;
		this.#connector = new Connector({
			resolver: options.resolver,
			timers: options.timers,
			random: options.random,
			host: options.host,
			timeout,
			backoffBase,
			backoffLimit,
			onBegin: () => this.statistics.attempts++,
			onAddress: (address, host) => this.#openConnection(address, host),
			onFailed: reason => this.#lost(reason),
		});
		this.#outbox = new Outbox(queue, window, rejections);
		checkTopicName(options.will.topic);
		checkTopicName(options.greeting.topic);
		checkTopicName(options.farewell.topic);
	}

	get online(): boolean {
		return this.#isOnline;
	}

	/** Messages that are neither acknowledged nor dropped. */
	get pending(): number {
		return this.#outbox.size + (this.#writing ? 1 : 0);
	}

	/** Messages that were not sent yet. */
	get waiting(): number {
		return this.#outbox.waiting;
	}

	/** Begins to connect. */
	open(): void {
		if (this.#state !== "new") return;
		this.#state = "open";
		this.#connector.begin();
	}

	/**
	 * Queues a message; the payload is copied. Throws TopicError for a topic that no message may have: nothing that would
	 * make the broker hang up gets into the queue. `done` may be called before this returns.
	 */
	publish(topic: string, payload: Uint8Array, options: PublishOptions, done?: PublishDone): void {
		checkTopicName(topic);
		const message = outgoing({ topic, payload, qos: options.qos, retain: options.retain }, done, options.tag);
		const { packet: packetLimit, queue } = this.#limits;
		const limit = options.limit ?? packetLimit;
		const size = message.packet.length;
		if (this.#state === "closing" || this.#state === "closed") this.#drop(message, closedError());
		else if (size > limit)
			this.#drop(message, new MqttError("mqtt-size", `a message of ${size} bytes; at most ${limit} are sent`));
		else {
			this.#add(message, `more than ${queue} messages wait; the oldest gave way`);
			this.#pump();
		}
	}

	/** Every tagged message that is neither acknowledged nor dropped, oldest first; the payload is a view. */
	visit(visitor: (tag: object, payload: Uint8Array) => void): void {
		this.#outbox.visit(({ tag, packet, payloadLength }) => {
			if (tag) visitor(tag, packet.subarray(packet.length - payloadLength));
		});
	}

	/** Subscribes now and on every connection to come. `done` is called with the broker's first answer. */
	subscribe(filter: string, qos: QoS, done?: PublishDone): void {
		checkTopicFilter(filter);
		const subscription: Subscription = { filter, qos, id: 0, done };
		this.#subscriptions.add(subscription);
		if (this.#isOnline) this.#subscribe(subscription);
	}

	unsubscribe(filter: string): void {
		if (this.#subscriptions.remove(filter) && this.#isOnline) this.#connection?.unsubscribe(this.#nextId(), [filter]);
	}

	/**
	 * Sends what is queued and then the farewell, waits for their acknowledgement (at most closeTimeout), and disconnects.
	 * When offline it ends at once: the broker has published the will.
	 */
	close(done?: () => void): void {
		const earlier = this.#onClosed;
		if (this.#state === "closed") {
			this.#call(done);
			return;
		}
		this.#onClosed = () => {
			this.#call(earlier);
			this.#call(done);
		};
		if (this.#state === "closing") return;
		this.#state = "closing";
		if (!this.#isOnline) {
			this.#end();
			return;
		}
		this.#closeTimer = this.#options.timers.set(() => this.#disconnect(), this.#limits.closeTimeout);
		this.#add(outgoing(this.#options.farewell), "the farewell took its place");
		this.#pump();
	}

	#openConnection(address: string, host: string): void {
		const { io, socket, port, timers, clock, clientId, user, password, keepAlive, will } = this.#options;
		const { connectTimeout, stallTimeout, packet: packetLimit } = this.#limits;
		try {
			this.#connection = new MqttConnection({
				io,
				socket,
				address,
				host,
				port,
				timers,
				clock,
				connectTimeout,
				stallTimeout,
				packetLimit,
				incoming: this.#incoming,
				clientId,
				user,
				password,
				keepAlive,
				will,
				cleanSession: false,
				onConnected: sessionPresent => this.#connected(sessionPresent),
				onMessage: ({ topic, payload, retain }) => {
					this.statistics.received++;
					this.#call(() => this.#options.onMessage(topic, payload, retain));
				},
				onOversized: () => this.statistics.oversized++,
				onReceived: id => this.#outbox.receive(id),
				onAcknowledged: id => this.#acknowledged(id),
				onSubscribed: (id, granted) => this.#subscribed(id, granted),
				onDrained: () => this.#drained(),
				onClosed: reason => this.#lost(reason),
			});
		} catch (error) {
			this.#lost(error instanceof CimError ? error : new MqttError("mqtt-connection", String(error)));
		}
	}

	#connected(sessionPresent: boolean): void {
		this.statistics.connections++;
		this.#isOnline = true;
		this.#onlineSince = this.#options.clock.milliseconds;
		this.#outbox.begin(outgoing(this.#options.greeting));
		// Whether the broker kept our session or not, subscribing again is right: it replaces [MQTT-3.8.4-3].
		for (const subscription of this.#subscriptions.all) this.#subscribe(subscription);
		this.#pump();
		if (this.#isOnline) this.#call(() => this.#options.onOnline(sessionPresent));
	}

	#lost(reason: CimError): void {
		const wasOnline = this.#isOnline;
		this.#connection = undefined;
		this.#isOnline = false;
		const writing = this.#writing;
		this.#writing = undefined;
		if (writing)
			this.#drop(writing, new MqttError("mqtt-lost", "the connection ended while a QoS 0 message was under way"));
		const rejected = wasOnline ? this.#outbox.end(reason.code === "mqtt-connection") : undefined;
		if (rejected)
			this.#drop(
				rejected,
				new MqttError("mqtt-rejected", `the broker hung up on it ${rejected.rejections} times; is the topic allowed?`),
			);
		if (this.#state !== "open") {
			this.#end();
			return;
		}
		if (wasOnline && this.#options.clock.milliseconds - this.#onlineSince >= this.#limits.backoffLimit)
			this.#connector.reset();
		const retry = this.#connector.retry();
		this.#call(() => this.#options.onOffline(reason, retry));
	}

	/** Sends what may be sent: first what an earlier connection left unacknowledged, then what waits. */
	#pump(): void {
		// A callback of what is sent here may publish: the loop below sees that message too.
		if (this.#isPumping) return;
		this.#isPumping = true;
		while (this.#isOnline && this.#connection?.idle && !this.#writing) {
			const message = this.#outbox.next();
			if (!message) break;
			this.#sendMessage(message, this.#connection);
		}
		this.#isPumping = false;
		if (this.#state === "closing" && this.#isOnline && this.pending === 0) this.#disconnect();
	}

	#sendMessage(message: OutgoingMessage, connection: MqttConnection): void {
		if (message.isReceived) {
			// [MQTT-4.4.0-1] The broker has it; only the release goes out again.
			connection.release(message.id);
			return;
		}
		if (message.qos === 0) this.#writing = message;
		else {
			const isAgain = message.id !== 0;
			if (isAgain) this.statistics.resent++;
			else message.id = this.#nextId();
			setPacketId(message.packet, message.id, isAgain);
		}
		connection.publish(message.packet, message.id, message.qos);
	}

	#drained(): void {
		const written = this.#writing;
		this.#writing = undefined;
		if (written) this.#settle(written);
		this.#pump();
	}

	#acknowledged(id: number): void {
		const message = this.#outbox.acknowledge(id);
		if (message) {
			this.statistics.acknowledged++;
			this.#settle(message);
		}
		this.#pump();
	}

	#subscribe(subscription: Subscription): void {
		subscription.id = this.#nextId();
		this.#connection?.subscribe(subscription.id, [subscription]);
	}

	#subscribed(id: number, granted: Uint8Array): void {
		const answer = this.#subscriptions.granted(id, granted);
		if (answer) this.#call(() => answer.done(answer.error));
	}

	/** The next free identifier, 1 to 65535 [MQTT-2.3.1-1, MQTT-2.3.1-4]. */
	#nextId(): number {
		do this.#lastId = this.#lastId === 0xffff ? 1 : this.#lastId + 1;
		while (this.#connection?.awaits(this.#lastId) || this.#outbox.uses(this.#lastId));
		return this.#lastId;
	}

	#disconnect(): void {
		this.#isOnline = false;
		const { timers } = this.#options;
		timers.clear(this.#closeTimer);
		// A socket that takes no more bytes must not keep us here.
		this.#closeTimer = timers.set(() => this.#end(), this.#limits.closeTimeout);
		if (this.#connection) this.#connection.disconnect(() => this.#end());
		else this.#end();
	}

	#end(): void {
		if (this.#state === "closed") return;
		this.#state = "closed";
		this.#isOnline = false;
		this.#connector.end();
		this.#options.timers.clear(this.#closeTimer);
		this.#connection?.close();
		this.#connection = undefined;
		for (const message of this.#outbox.empty()) this.#drop(message, closedError());
		this.#call(this.#onClosed);
	}

	#add(message: OutgoingMessage, words: string): void {
		const gaveWay = this.#outbox.add(message);
		if (gaveWay) this.#drop(gaveWay, new MqttError("mqtt-queue-full", words));
	}

	#drop(message: OutgoingMessage, error: CimError): void {
		this.statistics.dropped++;
		this.#settle(message, error);
	}

	#settle(message: OutgoingMessage, error?: CimError): void {
		const { done } = message;
		message.done = undefined;
		if (done) this.#call(() => done(error));
	}

	/** Runs a callback of the user's: its exception must not leave the socket's callback it runs in. */
	#call(callback: (() => void) | undefined): void {
		try {
			callback?.();
		} catch (error) {
			this.#options.onFault?.(error);
		}
	}
}

function closedError(): MqttError {
	return new MqttError("mqtt-closed", "the session was closed before the message was acknowledged");
}
