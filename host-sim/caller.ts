import { randomUUID } from "node:crypto";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { type Answer, decodeAnswer, encodeCommand } from "../firmware/commands/command-message";
import type { Fields } from "../firmware/commands/fields";
import { CimError } from "../firmware/errors";
import { ALL_DEVICES, parseTopic, TOPIC_ROOT } from "../firmware/messaging/topics";

const CONNECT_TIMEOUT_MS = 5000;

export interface Call {
	/** A device, or "all", or some devices. */
	device: string | readonly string[];
	name: string;
	values: Fields;
	/** Milliseconds to wait for the answer, or for the answers of all. */
	timeout: number;
	/** Milliseconds after which a device is not to do it any more. */
	lifetime: number;
	/** As each answer comes. */
	onAnswer(device: string, answer: Answer): void;
	/** An image that came meanwhile. */
	onFrame?(device: string, image: Uint8Array): void;
}

/** One who sends commands and hears the answers: an ordinary MQTT.js client. */
export class Caller {
	readonly #client: MqttClient;

	private constructor(client: MqttClient) {
		this.#client = client;
	}

	/** Throws CimError `broker` when there is none, or it refuses. */
	static async connect(url: string, login: IClientOptions): Promise<Caller> {
		try {
			const options = { ...login, reconnectPeriod: 0, connectTimeout: CONNECT_TIMEOUT_MS };
			return new Caller(await connectAsync(url, options, false));
		} catch (error) {
			throw new CimError("broker", `${url}: ${(error as Error).message || (error as NodeJS.ErrnoException).code}`);
		}
	}

	/**
	 * Sends a command; resolves to how many answers came: after those of all that were named or, for "all", after the time is
	 * over.
	 */
	async call({ device, name, values, timeout, lifetime, onAnswer, onFrame }: Call): Promise<number> {
		const id = randomUUID();
		const named = typeof device === "string" ? [device] : device;
		const who = named.length > 1 || device === ALL_DEVICES ? "+" : named[0];
		let answers = 0;
		let end = () => {};
		const ended = new Promise<void>(resolve => {
			const timer = setTimeout(resolve, timeout);
			end = () => {
				clearTimeout(timer);
				resolve();
			};
		});
		const listener = (topic: string, payload: Buffer): void => {
			const from = parseTopic(topic);
			if (!from || (device !== ALL_DEVICES && !named.includes(from.device))) return;
			if (from.name === "frame") onFrame?.(from.device, payload);
			else {
				const answer = readAnswer(payload);
				if (answer?.id !== id) return;
				answers++;
				onAnswer(from.device, answer);
				if (device !== ALL_DEVICES && answers === named.length) end();
			}
		};
		this.#client.on("message", listener);
		const filters = [`${TOPIC_ROOT}/${who}/ack/${name}`, ...(onFrame ? [`${TOPIC_ROOT}/${who}/frame`] : [])];
		const granted = await this.#client.subscribeAsync(filters, { qos: 1 });
		if (granted.some(({ qos }) => (qos as number) > 2))
			throw new CimError("broker", `it does not let us hear ${filters.join(" and ")}`);
		const command = encodeCommand({ id, values, expires: Date.now() + lifetime });
		const publish = (to: string) =>
			this.#client.publishAsync(`${TOPIC_ROOT}/${to}/cmd/${name}`, Buffer.from(command), { qos: 1 });
		await Promise.all(named.map(publish));
		await ended;
		this.#client.off("message", listener);
		return answers;
	}

	/**
	 * Clears every retained message of a device, and Home Assistant's of it; resolves to their topics.
	 * @param quiet milliseconds without a retained message after which there are no more
	 */
	async purge(device: string, prefix: string, quiet: number): Promise<string[]> {
		const found = new Set<string>();
		let end = () => {};
		let timer: NodeJS.Timeout | undefined;
		const ended = new Promise<void>(resolve => {
			end = resolve;
		});
		const wait = () => {
			clearTimeout(timer);
			timer = setTimeout(end, quiet);
		};
		const listener = (topic: string, payload: Buffer, { retain }: { retain: boolean }): void => {
			if (!retain || payload.length === 0) return;
			found.add(topic);
			wait();
		};
		this.#client.on("message", listener);
		wait();
		await this.#client.subscribeAsync([`${TOPIC_ROOT}/${device}/#`, `${prefix}/device/cim-${device}/config`], {
			qos: 1,
		});
		await ended;
		this.#client.off("message", listener);
		for (const topic of found) await this.#client.publishAsync(topic, Buffer.alloc(0), { qos: 1, retain: true });
		return [...found].sort();
	}

	async close(): Promise<void> {
		await this.#client.endAsync(!this.#client.connected);
	}
}

function readAnswer(payload: Uint8Array): Answer | undefined {
	try {
		return decodeAnswer(payload);
	} catch {
		// whatever it is, it is no answer to us
		return undefined;
	}
}
