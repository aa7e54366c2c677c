import type { DeviceControl } from "../commands/device-control";
import type { Fields } from "../commands/fields";
import type { LogLevel } from "../commands/live-settings";
import { commandFilter, desiredTopic, RemoteControl, SETTINGS } from "../commands/remote-control";
import type { Settings } from "../config";
import { CimError } from "../errors";
import type { Clock, FlashPartition, KeyValueStore, Resolver, TCPClass, Timers } from "../hardware";
import type { Random } from "../math/random";
import { TwoSlotRecord } from "../storage/two-slot-record";
import { Backlog, type Tracked } from "./backlog";
import { BIRTH_CAPACITY, encodeBirth } from "./birth-message";
import { CborWriter } from "./cbor-writer";
import { discovery, discoveryTopic, homeAssistantStatus, mirror, mirrorTopic } from "./home-assistant";
import type { Result } from "./messages";
import { encodeResult, RESULT_CAPACITY } from "./result-message";
import { Session } from "./session";
import { ALL_DEVICES, type DeviceTopics, deviceTopics, Status, TOPIC_ROOT } from "./topics";
import { asciiBytes } from "./utf8";

/** What the messenger needs of the hardware. */
export interface MessengerHardware {
	/** A TLS class is one too. */
	TCP: TCPClass;
	/** Further options of that class (TLS: certificates). */
	socket?: object;
	resolver: Resolver;
	timers: Timers;
	clock: Clock;
	random: Random;
	/** Keeps results while there is no connection. */
	flash?: FlashPartition;
	/** Keeps what was set from far away. */
	store?: KeyValueStore;
	/** Starts the device anew. */
	restart?: () => void;
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
	readonly #hardware: MessengerHardware;
	readonly #device: string;
	/** Home Assistant's prefix; undefined where it is not wanted. */
	readonly #homeAssistant: string | undefined;
	#mirrored = "";
	/** Made when it is first needed: most devices are never commanded. */
	#remote: RemoteControl | undefined;
	#onlineSince = 0;
	#hasSession = false;
	/** Results are kept before they are sent, not only when they cannot be. */
	readonly #keepsAlways: boolean;
	#backlog: Backlog | undefined;
	readonly #resultWriter = new CborWriter(512, RESULT_CAPACITY);
	/** Boot identifier of the results. */
	#boot = 0;
	readonly #birthWriter = new CborWriter(256, BIRTH_CAPACITY);

	constructor(hardware: MessengerHardware, settings: Settings, events: MessengerEvents) {
		const topics = deviceTopics(settings.device);
		const status = (word: string) =>
			({ topic: topics.status, payload: asciiBytes(word), qos: 1, retain: true }) as const;
		this.#topics = topics;
		this.#events = events;
		this.#session = new Session({
			io: hardware.TCP,
			socket: hardware.socket,
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
			onOnline: sessionPresent => {
				this.announce();
				this.#onlineSince = hardware.clock.milliseconds;
				this.#hasSession = sessionPresent;
				this.#remote?.online(this.#onlineSince, sessionPresent);
				this.#backlog?.begin();
				events.onOnline();
			},
			onOffline: reason => {
				this.#remote?.offline();
				this.#backlog?.end();
				this.#guard(() => this.#backlog?.keepPending());
				events.onOffline(reason);
			},
			onMessage: (topic, payload, retained) => this.#receive(topic, payload, retained),
			onFault: error => events.onFault(error),
		});
		this.#hardware = hardware;
		this.#homeAssistant = settings.homeAssistant;
		this.#device = settings.device;
		this.#session.subscribe(`${topics.base}${commandFilter}`, 1);
		this.#session.subscribe(`${ALL}${commandFilter}`, 1);
		this.#session.subscribe(`${topics.base}${desiredTopic}`, 1);
		if (this.#homeAssistant) this.#session.subscribe(homeAssistantStatus(this.#homeAssistant), 1);
		// What was set before holds from the start; where nothing was, nothing is made.
		this.#guard(() => {
			const isSet = hardware.store && TwoSlotRecord.exists(hardware.store, SETTINGS);
			// Where only events are sent, metrics say that the device lives.
			const heartbeat = settings.events ? (settings.heartbeat ?? HEARTBEAT_SECONDS) : 0;
			if (isSet || heartbeat > 0) this.#openRemote(heartbeat);
		});
		this.#keepsAlways = settings.outbox === "always";
		if (hardware.flash) this.#openBacklog(hardware.flash, hardware.timers);
	}

	#openBacklog(flash: FlashPartition, timers: Timers): void {
		const events = this.#events;
		const { history, gap } = this.#topics;
		this.#guard(() => {
			this.#backlog = new Backlog({
				...{ flash, session: this.#session, timers, history, gap },
				onDelivered: (boot, sequence) => {
					if (boot === this.#boot) events.onPublished(sequence);
				},
				onParked: (boot, sequence, reason) => {
					if (boot === this.#boot) events.onDropped(sequence, reason);
				},
				onFault: error => events.onFault(error),
			});
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
		this.#discover();
	}

	/** Publishes a line of the log, if somebody wants it. */
	log(level: LogLevel, line: string): void {
		this.#remote?.log(level, line);
	}

	/** Tells Home Assistant what there is. */
	#discover(): void {
		const prefix = this.#homeAssistant;
		if (!prefix || !this.#session.online) return;
		const message = discovery(this.#device, this.#topics, this.#events.control.describe());
		this.#session.publish(discoveryTopic(prefix, this.#device), message, { qos: 1, retain: true });
	}

	#receive(topic: string, payload: Uint8Array, retained: boolean): void {
		const { base } = this.#topics;
		const prefix = this.#homeAssistant;
		if (prefix && topic === homeAssistantStatus(prefix)) {
			// Home Assistant has started: all devices at once would be many.
			const { timers, random } = this.#hardware;
			if (!retained && payload.length === 6) timers.set(() => this.#discover(), random.below(DISCOVERY_JITTER));
		} else if (topic.startsWith(base)) this.#openRemote().take(topic.slice(base.length), payload, retained, false);
		else if (topic.startsWith(ALL)) this.#openRemote().take(topic.slice(ALL.length), payload, retained, true);
	}

	/** @param metrics seconds between them where nobody set it */
	#openRemote(metrics = 0): RemoteControl {
		if (this.#remote) return this.#remote;
		const { timers, clock, random, store, restart } = this.#hardware;
		const { control, onFault } = this.#events;
		this.#remote = new RemoteControl({
			...{ control, timers, clock, random, store, restart, base: this.#topics.base },
			publish: (topic, payload, options) => this.#session.publish(topic, payload, options),
			statistics: () => this.#count(),
			metrics,
			onFault: error => onFault(error),
		});
		if (this.#session.online) this.#remote.online(this.#onlineSince, this.#hasSession);
		return this.#remote;
	}

	/** What the session and the outbox have counted. */
	#count(): Fields {
		const { size = 0, parked = 0, gaps = 0 } = this.#backlog ?? {};
		return { ...this.#session.statistics, pending: this.#session.pending, kept: size, parked, gaps };
	}

	/**
	 * Queues a result, or keeps it while it cannot be sent; returns its bytes: a view that lasts until the next result. Throws
	 * MessageError when a field is out of its bounds.
	 */
	publishResult(result: Result): Uint8Array {
		const { sequence, boot } = result;
		this.#boot = boot;
		const message = encodeResult(result, this.#resultWriter);
		const tracked: Tracked = { sequence, boot, place: 0 };
		const session = this.#session;
		const isLive = !this.#backlog || (session.online && session.waiting < LIVE_QUEUE);
		if (!isLive || this.#keepsAlways) this.#keep(message, tracked, isLive);
		if (isLive)
			session.publish(this.#topics.result, message, { qos: 1, retain: false, tag: tracked }, error =>
				this.#settled(tracked, error),
			);
		this.#mirror(result);
		return message;
	}

	/** Shows Home Assistant a result that says something new. */
	#mirror(result: Result): void {
		if (!this.#homeAssistant || !this.#session.online) return;
		const seen = `${result.kind} ${result.text}`;
		if (seen === this.#mirrored) return;
		this.#mirrored = seen;
		this.#session.publish(mirrorTopic(this.#topics), mirror(result), { qos: 0, retain: true });
	}

	#keep(message: Uint8Array, tracked: Tracked, claim: boolean): void {
		try {
			tracked.place = this.#backlog?.keep(message, tracked.boot, tracked.sequence, claim) ?? 0;
		} catch (error) {
			if (claim) this.#events.onFault(error);
			else this.#drop(tracked, asCimError(error));
		}
	}

	#settled(tracked: Tracked, error: CimError | undefined): void {
		if (tracked.place > 0) this.#guard(() => this.#backlog!.settle(tracked, error));
		else if (error) this.#drop(tracked, error);
		else this.#events.onPublished(tracked.sequence);
	}

	/** Nothing is dropped unsaid, where there is an outbox. */
	#drop({ boot, sequence }: Tracked, reason: CimError): void {
		this.#backlog?.drop(boot, sequence);
		this.#events.onDropped(sequence, reason);
	}

	/** Flash may fail: that ends no session. */
	#guard(step: () => void): void {
		try {
			step();
		} catch (error) {
			this.#events.onFault(error);
		}
	}

	/** Sends what is queued, says `stopped`, and disconnects. */
	close(done?: () => void): void {
		this.#backlog?.end();
		this.#guard(() => this.#backlog?.keepPending());
		this.#session.close(done);
	}
}

/** Three hundred bytes each: a hundredth of what every frame's verdict takes at one a second. */
const HEARTBEAT_SECONDS = 300;
const ALL = `${TOPIC_ROOT}/${ALL_DEVICES}/`;
/** Milliseconds over which devices tell Home Assistant of themselves after its start. */
const DISCOVERY_JITTER = 5000;
/** Results that may wait in memory before they are kept in flash. */
const LIVE_QUEUE = 4;

/** Bytes of a packet; the largest result and birth fit. */
const PACKET_LIMIT = 128 + Math.max(RESULT_CAPACITY, BIRTH_CAPACITY);

function asCimError(error: unknown): CimError {
	return error instanceof CimError ? error : new CimError("storage", String(error));
}
