import type { WatchCounts } from "../events/event-watch";
import type { Clock, KeyValueStore, TimerHandle, Timers } from "../hardware";
import type { Random } from "../math/random";
import { CborReader } from "../messaging/cbor-reader";
import { encodeSenml, type Measurement } from "../messaging/senml";
import { clipUtf8, utf8Bytes } from "../messaging/utf8";
import { TwoSlotRecord } from "../storage/two-slot-record";
import { CommandDesk } from "./command-desk";
import type { DeviceControl } from "./device-control";
import { type Fields, readFields } from "./fields";
import { LiveSettings, LOG_LEVELS, type LogLevel } from "./live-settings";

/** Log lines published in a minute, at most. */
const LOG_LIMIT = 20;
const MINUTE = 60_000;
/** Bytes of a line. */
const LINE_LIMIT = 240;
/** Bytes of a frame's packet. */
const FRAME_LIMIT = 16_384;

export interface RemoteControlOptions {
	control: DeviceControl;
	timers: Timers;
	clock: Clock;
	random: Random;
	/** Keeps the settings and the id of a reboot. */
	store?: KeyValueStore;
	restart?: () => void;
	/** Begins every topic of the device. */
	base: string;
	publish(topic: string, payload: Uint8Array, options: { qos: 0 | 1; retain: boolean; limit?: number }): void;
	/** Counters of the session and of the outbox. */
	statistics(): Fields;
	/** Seconds between metrics where nobody set it; 0 for none. */
	metrics: number;
	onFault(error: unknown): void;
}

/** What a device does for those far away, beside its results: commands, settings, log, metrics. */
export class RemoteControl {
	readonly #options: RemoteControlOptions;
	readonly #settings: LiveSettings;
	#desk: CommandDesk | undefined;
	#onlineSince = 0;
	#hasSession = false;
	#metrics: TimerHandle | undefined;
	#isOnline = false;
	#logMinute = 0;
	#logged = 0;

	constructor(options: RemoteControlOptions) {
		const { control, store } = options;
		this.#options = options;
		this.#settings = new LiveSettings(control, store && new TwoSlotRecord(store, SETTINGS), options.metrics);
		try {
			this.#settings.restore();
		} catch (error) {
			options.onFault(error);
		}
	}

	/** A connection began at `since`; `sessionPresent`: what comes may have waited for it. */
	online(since: number, sessionPresent: boolean): void {
		this.#isOnline = true;
		this.#onlineSince = since;
		this.#hasSession = sessionPresent;
		this.#desk?.online(this.#onlineSince, sessionPresent);
		this.#measure();
	}

	offline(): void {
		this.#isOnline = false;
		this.#options.timers.clear(this.#metrics);
		this.#metrics = undefined;
	}

	/** A message to one of the topics that commands and settings come by; `name` is what follows the device. */
	take(name: string, payload: Uint8Array, retained: boolean, isForAll: boolean): void {
		// To clear a retained message is no command.
		if (payload.length === 0) return;
		if (name === DESIRED) this.#takeDesired(payload);
		// A command that was retained would come again on every connection.
		else if (!retained && name.startsWith(COMMAND))
			this.#openDesk().take(name.slice(COMMAND.length), payload, isForAll);
	}

	/** Publishes a line of the log, if it is wanted and there are not too many. */
	log(level: LogLevel, line: string): void {
		if (!this.#isOnline || LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.#settings.log)) return;
		const minute = Math.floor(this.#options.clock.milliseconds / MINUTE);
		if (minute !== this.#logMinute) this.#logged = 0;
		this.#logMinute = minute;
		if (this.#logged++ >= LOG_LIMIT) return;
		this.#publish(`log/${level}`, utf8Bytes(clipUtf8(line, LINE_LIMIT)), 0);
	}

	#openDesk(): CommandDesk {
		if (this.#desk) return this.#desk;
		const { control, timers, clock, random, store, restart, statistics, onFault } = this.#options;
		this.#desk = new CommandDesk({
			...{ control, timers, clock, random, restart, statistics, onFault },
			settings: this.#settings,
			boot: control.describe().boot,
			rebooted: store && new TwoSlotRecord(store, "rebooted"),
			onChanged: () => this.#changed(),
			publishFrame: image =>
				this.#options.publish(`${this.#options.base}frame`, image, { qos: 0, retain: false, limit: FRAME_LIMIT }),
			answer: (name, message) => this.#publish(`ack/${name}`, message, 1),
		});
		this.#desk.online(this.#onlineSince, this.#hasSession);
		return this.#desk;
	}

	#takeDesired(payload: Uint8Array): void {
		try {
			const wanted = readFields(new CborReader(payload));
			const isKnown = wanted.version !== undefined && wanted.version === this.#settings.version;
			if (!isKnown) this.#settings.change(wanted);
			this.#changed();
		} catch (error) {
			// What is reported says that it was not taken.
			this.#options.onFault(error);
			this.#changed();
		}
	}

	#changed(): void {
		this.#options.publish(`${this.#options.base}${REPORTED}`, this.#settings.encode(), { qos: 1, retain: true });
		this.#measure();
	}

	/** Publishes metrics now and then, if they are wanted. */
	#measure(): void {
		const { timers } = this.#options;
		timers.clear(this.#metrics);
		this.#metrics = undefined;
		const seconds = this.#settings.metrics;
		if (seconds === 0 || !this.#isOnline) return;
		this.#metrics = timers.set(() => {
			this.#publish("metrics", this.#pack(), 0);
			this.#measure();
		}, seconds * 1000);
	}

	#pack(): Uint8Array {
		const { control, statistics, clock, base } = this.#options;
		const measurements: Measurement[] = [["uptime", "s", Math.floor(clock.milliseconds / 1000)]];
		const counters = statistics();
		for (const name in counters) measurements.push([name, "", Number(counters[name])]);
		const work = control.work?.();
		if (work) addWork(work, measurements);
		return encodeSenml(base, clock.time === undefined ? undefined : Math.floor(clock.time / 1000), measurements);
	}

	#publish(name: string, payload: Uint8Array, qos: 0 | 1): void {
		this.#options.publish(`${this.#options.base}${name}`, payload, { qos, retain: false });
	}
}

/** What was looked at since the start, and what it took. */
function addWork(work: WatchCounts, measurements: Measurement[]): void {
	const { frames, passed, recognised, events, conversions, spiBytes, nanojoules } = work;
	measurements.push(["frames", "", frames], ["passed", "", passed], ["recognised", "", recognised]);
	measurements.push(["events", "", events], ["conversions", "", conversions]);
	measurements.push(["spiBytes", "B", spiBytes], ["energy", "J", nanojoules * 1e-9]);
}

/** Name of the record of settings in the store. */
export const SETTINGS = "settings";
const COMMAND = "cmd/";
const DESIRED = "config/desired";
const REPORTED = "config/reported";

/** What a device subscribes to below its own base; commands also below the base of all devices. */
export const commandFilter = `${COMMAND}+`;
export const desiredTopic = DESIRED;
