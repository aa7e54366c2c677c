import type { DeviceControl } from "../commands/device-control";
import type { Settings } from "../config";
import type { CimError } from "../errors";
import type { Clock, Resolver, TCPClass, Timers } from "../hardware";
import type { Random } from "../math/random";
import { BIRTH_CAPACITY, encodeBirth } from "./birth-message";
import { CborWriter } from "./cbor-writer";
import type { Result } from "./messages";
import { encodeResult, RESULT_CAPACITY } from "./result-message";
import { Session } from "./session";
import { type DeviceTopics, deviceTopics, Status } from "./topics";
import { asciiBytes } from "./utf8";

/** What the messenger needs of the hardware. */
export interface MessengerHardware {
	TCP: TCPClass;
	resolver: Resolver;
	timers: Timers;
	clock: Clock;
	random: Random;
}

export interface MessengerEvents {
	/** The device: what it is right now, and what commands may do to it. */
	control: DeviceControl;
	onOnline(): void;
	/** The connection was lost, or an attempt to connect failed. */
	onOffline(reason: CimError): void;
	/** The broker acknowledged the result with this sequence number. */
	onPublished(sequence: number): void;
	/** The result with this sequence number was given up. */
	onDropped(sequence: number, reason: CimError): void;
	/** An exception left one of these callbacks. */
	onFault(error: unknown): void;
}

/** Speaks for the device: its status, its birth and its results, as schema.cddl describes them. */
export class Messenger {
	readonly #session: Session;
	readonly #topics: DeviceTopics;
	readonly #events: MessengerEvents;
	readonly #resultWriter = new CborWriter(512, RESULT_CAPACITY);
	readonly #birthWriter = new CborWriter(256, BIRTH_CAPACITY);

	constructor(hardware: MessengerHardware, settings: Settings, events: MessengerEvents) {
		const topics = deviceTopics(settings.device);
		const status = (word: string) =>
			({ topic: topics.status, payload: asciiBytes(word), qos: 1, retain: true }) as const;
		this.#topics = topics;
		this.#events = events;
		this.#session = new Session({
			io: hardware.TCP,
			resolver: hardware.resolver,
			timers: hardware.timers,
			clock: hardware.clock,
			random: hardware.random,
			host: settings.broker.host,
			port: settings.broker.port,
			user: settings.broker.user,
			password: settings.broker.password,
			keepAlive: settings.broker.keepAlive,
			clientId: settings.device,
			will: status(Status.offline),
			greeting: status(Status.online),
			farewell: status(Status.stopped),
			limits: { packet: PACKET_LIMIT },
			onOnline: () => {
				this.announce();
				events.onOnline();
			},
			onOffline: reason => events.onOffline(reason),
			onMessage: () => {},
			onFault: error => events.onFault(error),
		});
	}

	get online(): boolean {
		return this.#session.online;
	}

	/** What the session has counted. */
	get statistics(): Session["statistics"] {
		return this.#session.statistics;
	}

	/** Begins to connect, and never stops trying. */
	open(): void {
		this.#session.open();
	}

	/** Publishes the birth message again; while offline there is no need: coming online does it. */
	announce(): void {
		if (!this.#session.online) return;
		const message = encodeBirth(this.#events.control.describe(), this.#birthWriter);
		this.#session.publish(this.#topics.birth, message, { qos: 1, retain: true });
	}

	/**
	 * Queues a result and returns its bytes: a view that lasts until the next result. Throws MessageError when a field is out
	 * of its bounds.
	 */
	publishResult(result: Result): Uint8Array {
		const { sequence } = result;
		const message = encodeResult(result, this.#resultWriter);
		this.#session.publish(this.#topics.result, message, { qos: 1, retain: false }, error => {
			if (error) this.#events.onDropped(sequence, error);
			else this.#events.onPublished(sequence);
		});
		return message;
	}

	/** Sends what is queued, says `stopped`, and disconnects. */
	close(done?: () => void): void {
		this.#session.close(done);
	}
}

/** Bytes of a packet; the largest result and birth fit. */
const PACKET_LIMIT = 128 + Math.max(RESULT_CAPACITY, BIRTH_CAPACITY);
