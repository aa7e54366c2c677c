import * as assert from "uvu/assert";
import { type Answer, decodeAnswer, encodeCommand } from "../../firmware/commands/command-message";
import type { DeviceControl, Tuning } from "../../firmware/commands/device-control";
import type { Fields } from "../../firmware/commands/fields";
import { defaultSettings } from "../../firmware/config";
import type { FlashPartition, KeyValueStore } from "../../firmware/hardware";
import { Random } from "../../firmware/math/random";
import { Messenger } from "../../firmware/messaging/messenger";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { idleControl } from "./idle-control";
import { VirtualBroker } from "./virtual-broker";

let lastId = 0;
/** An id that no command has had. */
export function nextId(): string {
	return `c${++lastId}`;
}

/** Sends a command to device test-1 and returns the answer to it. */
export function send(
	{ broker, time }: { broker: VirtualBroker; time: VirtualTime },
	name: string,
	values: Fields = {},
	{ id = nextId(), ...more }: { expires?: number; id?: string } = {},
): Answer {
	broker.deliver(`cim/1/test-1/cmd/${name}`, encodeCommand({ id, values, ...more }));
	return answerTo({ broker, time }, name, id);
}

export function answerTo(
	{ broker, time }: { broker: VirtualBroker; time: VirtualTime },
	name: string,
	id: string,
): Answer {
	const find = () =>
		broker
			.payloads(`/ack/${name}`)
			.map(decodeAnswer)
			.find(answer => answer.id === id);
	assert.ok(
		time.advanceUntil(() => find() !== undefined, 60_000),
		`${name} is answered`,
	);
	return find()!;
}

export function memoryStore(): KeyValueStore {
	const values = new Map<string, ArrayBuffer>();
	return {
		read: key => values.get(key),
		write: (key, value) => void values.set(key, value as ArrayBuffer),
		delete: key => void values.delete(key),
	};
}

/** The messages of a device that is not there: what it was told to do is noted. */
export class CommandBench {
	readonly time = new VirtualTime();
	readonly broker = new VirtualBroker(this.time);
	readonly tunings: Tuning[] = [];
	readonly faults: string[] = [];
	readonly messenger: Messenger;

	constructor(
		options: {
			store?: KeyValueStore;
			flash?: FlashPartition;
			restart?: () => void;
			control?: Partial<DeviceControl>;
			/** Time of day, milliseconds since 1970-01-01 UTC. */
			timeOfDay?: () => number;
			homeAssistant?: string;
			seed?: number;
			sessionPresent?: boolean;
		} = {},
	) {
		const { time, broker } = this;
		broker.sessionPresent = options.sessionPresent ?? false;
		const clock = {
			get milliseconds() {
				return time.milliseconds;
			},
			get microseconds() {
				return time.microseconds;
			},
			get time() {
				return options.timeOfDay?.();
			},
		};
		const { store, flash, restart, homeAssistant } = options;
		this.messenger = new Messenger(
			{
				...{ TCP: broker.TCP, resolver: broker.resolver, timers: time, clock, random: new Random(options.seed ?? 1) },
				...{ store, flash, restart },
			},
			{ ...defaultSettings, device: "test-1", homeAssistant },
			{
				control: { ...idleControl, tune: tuning => this.tunings.push(tuning), ...options.control },
				onOnline() {},
				onOffline() {},
				onPublished() {},
				onDropped() {},
				onFault: error => {
					this.faults.push(String(error));
					this.messenger.log("warning", `messaging: ${String(error)}`);
				},
			},
		);
		this.messenger.open();
		assert.ok(time.advanceUntil(() => this.messenger.online));
		time.advance(20);
	}
}
