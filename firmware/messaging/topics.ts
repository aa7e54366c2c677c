import { CimError } from "../errors";
import { utf8Length } from "./utf8";

/** A device's name in topics: short enough for an MQTT client identifier too (at most 23 characters, MQTT-3.1.3-5). */
export const DEVICE_ID = /^[a-z0-9-]{1,23}$/;

/** Every topic begins with this; the number is the version of the topics and messages. */
export const TOPIC_ROOT = "cim/1";

/** Topics that a device publishes. */
export interface DeviceTopics {
	/** Text, retained, last will: see `Status`. */
	status: string;
	/** CBOR, retained: see `Birth`. */
	birth: string;
	/** CBOR: see `Result`. */
	result: string;
	/** The same, of results that could not be published when they were made. */
	history: string;
	/** CBOR: see `Gap`. */
	gap: string;
	/** Every other topic of the device begins with it. */
	base: string;
}

/** A device id that commands to every device are addressed to; no device has it. */
export const ALL_DEVICES = "all";

/** Payloads of the status topic: there; gone without a word (last will); gone on purpose. */
export const Status = { online: "online", offline: "offline", stopped: "stopped" } as const;

/** A topic or device id that MQTT or our layout does not allow. */
export class TopicError extends CimError {
	constructor(topic: string, words: string) {
		super("topic", `topic ${JSON.stringify(topic.slice(0, 80))}: ${words}`);
	}
}

/** The topics of one device. Throws TopicError when the id is not 1 to 23 of a-z, 0-9 and "-". */
export function deviceTopics(device: string): DeviceTopics {
	if (!DEVICE_ID.test(device) || device === ALL_DEVICES)
		throw new TopicError(device, "a device id is 1 to 23 characters of a-z, 0-9 and -, and not all");
	const base = `${TOPIC_ROOT}/${device}/`;
	return {
		status: `${base}status`,
		birth: `${base}birth`,
		result: `${base}result`,
		history: `${base}history`,
		gap: `${base}gap`,
		base,
	};
}

/** Device and the rest (`result`, …) of one of our topics; undefined when it is not one. */
export function parseTopic(topic: string): { device: string; name: string } | undefined {
	const start = TOPIC_ROOT.length + 1;
	if (!topic.startsWith(`${TOPIC_ROOT}/`)) return undefined;
	const slash = topic.indexOf("/", start);
	if (slash < 0 || slash === topic.length - 1) return undefined;
	const device = topic.slice(start, slash);
	return DEVICE_ID.test(device) ? { device, name: topic.slice(slash + 1) } : undefined;
}

/** Throws TopicError unless a message may be published to `topic` (MQTT 3.1.1, 4.7). */
export function checkTopicName(topic: string): void {
	checkText(topic);
	// MQTT-3.3.2-2: no wildcards in a topic name.
	if (/[+#]/.test(topic)) throw new TopicError(topic, "wildcards (+, #) are for subscriptions only");
}

/** Throws TopicError unless `filter` can be subscribed to (MQTT 3.1.1, 4.7.1). */
export function checkTopicFilter(filter: string): void {
	checkText(filter);
	const levels = filter.split("/");
	for (let i = 0; i < levels.length; i++) {
		const level = levels[i];
		// MQTT-4.7.1-2, MQTT-4.7.1-3: a wildcard is a level of its own, # only the last.
		if (level === "+" || (level === "#" && i === levels.length - 1)) continue;
		if (/[+#]/.test(level)) throw new TopicError(filter, "a wildcard must be a whole level, and # the last one");
	}
}

function checkText(topic: string): void {
	const length = utf8Length(topic);
	if (length < 0) throw new TopicError(topic, "a lone surrogate is not text (MQTT-1.5.3-1)");
	if (length === 0) throw new TopicError(topic, "a topic has at least one character (MQTT-4.7.3-1)");
	if (length > 0xffff) throw new TopicError(topic, "a topic has at most 65535 bytes (MQTT-4.7.3-3)");
	if (topic.includes("\0")) throw new TopicError(topic, "the null character is not allowed (MQTT-4.7.3-2)");
}
