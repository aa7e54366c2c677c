import { parseTopic, TOPIC_ROOT } from "../../../firmware/messaging/topics";
import type { FrameReport } from "../../../firmware/report";
import { decodePayload, decodeReceivedResult } from "../../message-decoder";
import { type Received, Subscriber } from "../../subscriber";
import type { Broker } from "../ask-device";
import type { Route } from "../page-server";
import type { Rig } from "../rig";
import { Counter, Gauge, HistogramMetric, Info, OPEN_METRICS_TYPE, openMetrics } from "./open-metrics";

/** Where a scraper finds the metrics. */
export const METRICS_PATH = "/metrics";
/** Seconds: from a tenth of a millisecond to what a network takes. */
const STAGE_BOUNDS = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3];
/** Devices that are told apart, and measurements of each. */
const MOST_DEVICES = 1000;
const MOST_MEASUREMENTS = 40;

/** What the device that runs here did: counted as it happens, as cheap as a counter is. */
export class OwnMetrics {
	readonly #device: string;
	readonly #frames = new Counter({ name: "cim_frames", help: "Frames that the device reported." });
	readonly #kinds = new Counter({ name: "cim_results", help: "Results by kind: letters, network, no-sheet, fault." });
	readonly #acknowledged = new Counter({
		name: "cim_results_acknowledged",
		help: "Results that the broker acknowledged to the device.",
	});
	readonly #dropped = new Counter({ name: "cim_results_dropped", help: "Results that the device gave up." });
	readonly #verdicts = new Counter({
		name: "cim_verdicts",
		help: "Letters or digits, right or not, where the truth is known.",
	});
	readonly #wire = new Counter({
		name: "cim_spi_bytes",
		unit: "bytes",
		help: "Bytes clocked over the SPI wire, repeats included.",
	});
	readonly #stages = new HistogramMetric(
		{ name: "cim_stage_seconds", unit: "seconds", help: "Time of each stage of a frame on the device's own clock." },
		STAGE_BOUNDS,
	);
	readonly #margin = new Gauge({
		name: "cim_margin",
		help: "Least margin of the last verdict: best less second score, codes.",
	});
	readonly #snr = new Gauge({
		name: "cim_score_snr_decibels",
		unit: "decibels",
		help: "Root mean square score over the noise floor, last verdict.",
	});
	readonly #chip = new Counter({
		name: "cim_chip_seconds",
		unit: "seconds",
		help: "Chip's time by operation; simulated where the chip is.",
	});
	readonly #energy = new Counter({
		name: "cim_chip_energy_joules",
		unit: "joules",
		help: "Energy of the chip, an estimate.",
	});
	readonly #online = new Gauge({ name: "cim_online", help: "Whether the device is connected to its broker." });

	constructor({ options, observers, source }: Pick<Rig, "options" | "observers" | "source">) {
		const device = options.device;
		this.#device = device;
		this.#online.set({ device }, 0);
		observers.add({
			onReport: report => this.#report(report, source.expected(report.result.frame)),
			onPublished: () => this.#acknowledged.add({ device }),
			onDropped: () => this.#dropped.add({ device }),
			onOnline: () => this.#online.set({ device }, 1),
			onOffline: () => this.#online.set({ device }, 0),
		});
	}

	get all(): { write(): string[] }[] {
		const counted = [this.#frames, this.#kinds, this.#acknowledged, this.#dropped, this.#verdicts, this.#wire];
		return [...counted, this.#stages, this.#margin, this.#snr, this.#chip, this.#energy, this.#online];
	}

	#report({ result, stages }: FrameReport, expected: string | undefined): void {
		const device = this.#device;
		const { kind, text, margins, snr, chip } = result;
		this.#frames.add({ device });
		this.#kinds.add({ device, kind });
		this.#wire.add({ device }, chip.wireBytes);
		for (const stage in stages) this.#stages.observe({ device, stage }, stages[stage as keyof typeof stages] / 1e6);
		this.#chip.add({ device, operation: "program" }, chip.program / 1e6);
		this.#chip.add({ device, operation: "multiply" }, chip.multiply / 1e6);
		this.#energy.add({ device }, chip.energy / 1e9);
		if (margins.length > 0) this.#margin.set({ device }, Math.min(...margins));
		if (kind === "letters") this.#snr.set({ device }, snr / 10);
		if (expected === undefined || (kind !== "letters" && kind !== "network")) return;
		const [found, truth] = kind === "network" ? [[text], [expected]] : [[...text], [...expected]];
		truth.forEach((label, at) => {
			this.#verdicts.add({ device, outcome: found[at] === label ? "right" : found[at] === "?" ? "unsure" : "wrong" });
		});
	}
}

/** What is heard of every device at the broker: from the first scrape on. Names and values come from whoever publishes. */
export class HeardMetrics {
	readonly #broker: Broker;
	readonly #devices = new Set<string>();
	readonly #measurements = new Map<string, Set<string>>();
	readonly #info = new Map<string, Record<string, string>>();
	readonly #about = new Info({ name: "cim_device", help: "What a device says of itself when it comes online." });
	readonly #up = new Gauge({ name: "cim_device_up", help: "Whether a device's status is online." });
	readonly #seen = new Gauge({
		name: "cim_device_seen_timestamp_seconds",
		unit: "seconds",
		help: "When the last message of a device came, Unix time.",
	});
	readonly #messages = new Counter({ name: "cim_device_messages", help: "Messages heard of a device." });
	readonly #results = new Counter({ name: "cim_device_results", help: "Results heard of a device, by kind." });
	readonly #bad = new Counter({
		name: "cim_device_unreadable_messages",
		help: "Messages of a device that are not what schema.cddl describes.",
	});
	readonly #margin = new Gauge({ name: "cim_device_margin", help: "Least margin of a device's last verdict, codes." });
	readonly #measured = new Gauge({
		name: "cim_device_measurement",
		help: "What a device measures of itself (topic metrics, SenML), by its own name.",
	});
	#subscriber: Subscriber | undefined;

	constructor(broker: Broker) {
		this.#broker = broker;
	}

	get all(): { write(): string[] }[] {
		const heard = [this.#about, this.#up, this.#seen, this.#messages, this.#results, this.#bad];
		return [...heard, this.#margin, this.#measured];
	}

	/** Begins to listen, once; resolves when subscribed or soon after. */
	listen(): void {
		const { url, login } = this.#broker;
		this.#subscriber ??= new Subscriber({
			...{ url, login, filters: [`${TOPIC_ROOT}/+/#`] },
			onMessage: message => this.take(message),
			onState() {},
		});
	}

	async close(): Promise<void> {
		await this.#subscriber?.close();
	}

	/** Counts a message in; whatever it holds, nothing is thrown. */
	take({ topic, payload, retained }: Received): void {
		const place = parseTopic(topic);
		if (!place || payload.length === 0 || /^(cmd\/|config\/desired)/.test(place.name)) return;
		const { device, name } = place;
		if (!this.#devices.has(device) && this.#devices.size >= MOST_DEVICES) return;
		this.#devices.add(device);
		this.#messages.add({ device });
		if (!retained) this.#seen.set({ device }, Math.round(Date.now() / 1000));
		try {
			if (name === "status") this.#up.set({ device }, Buffer.from(payload).toString("latin1") === "online" ? 1 : 0);
			else if (name === "birth") this.#takeBirth(device, payload);
			else if (name === "result" || name === "history") this.#takeResult(device, payload);
			else if (name === "metrics") this.#takePack(device, payload);
		} catch {
			this.#bad.add({ device });
		}
	}

	#takeBirth(device: string, payload: Uint8Array): void {
		const birth = decodePayload(payload);
		if (!(birth instanceof Map)) throw new RangeError("a birth is a map");
		const before = this.#info.get(device);
		if (before) this.#about.remove(before);
		const labels: Record<string, string> = { device };
		for (const name of ["firmware", "model", "chip", "camera"]) {
			const value = birth.get(name);
			labels[name] = typeof value === "string" ? value.slice(0, 128) : "";
		}
		this.#info.set(device, labels);
		this.#about.set(labels);
	}

	#takeResult(device: string, payload: Uint8Array): void {
		const { kind, margins } = decodeReceivedResult(payload);
		this.#results.add({ device, kind });
		if (margins.length > 0) this.#margin.set({ device }, Math.min(...margins));
	}

	#takePack(device: string, payload: Uint8Array): void {
		const pack = decodePayload(payload);
		if (!Array.isArray(pack)) throw new RangeError("a pack of measurements is an array");
		let names = this.#measurements.get(device);
		if (!names) {
			names = new Set();
			this.#measurements.set(device, names);
		}
		for (const record of pack) {
			if (!(record instanceof Map)) throw new RangeError("a measurement is a map");
			const value = record.get(2);
			const measurement = String(record.get(0)).slice(0, 64);
			if (typeof value !== "number" || (!names.has(measurement) && names.size >= MOST_MEASUREMENTS)) continue;
			names.add(measurement);
			this.#measured.set({ device, measurement, unit: String(record.get(1) ?? "").slice(0, 16) }, value);
		}
	}
}

/** The route of a scraper: metrics of the device that runs here, where one does, and of all that are heard. */
export function metricsRoute(own: OwnMetrics | undefined, heard: HeardMetrics): Route {
	return () => {
		heard.listen();
		const text = openMetrics([...(own?.all ?? []), ...heard.all]);
		return { type: OPEN_METRICS_TYPE, body: Buffer.from(text) };
	};
}
