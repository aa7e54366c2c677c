import { startBroker } from "../broker";
import { type BrokerAddress, MQTT_PORT } from "../broker-address";
import { randomDeviceFaults } from "./random-faults";
import { RealFleet } from "./real-fleet";
import { judgeMember, type MemberVerdict, type Totals, totalsOf } from "./verdict";

export interface RealOptions {
	devices: number;
	seed: number;
	/** Milliseconds between a camera's frames. */
	interval: number;
	/** Another broker; without it an embedded one is started on `port` of this machine. */
	broker?: BrokerAddress;
	port?: number;
	/** Faults of the devices and of their way to the broker. */
	hasFaults: boolean;
	/** End after so many milliseconds; without it, when `interrupted` resolves. */
	duration?: number;
	interrupted: Promise<void>;
	/** Told once, when the broker is there. */
	onBegin(url: string): void;
	/** Told every second. */
	onProgress(fleet: RealFleet): void;
}

export interface RealReport {
	verdicts: MemberVerdict[];
	totals: Totals;
	/** What is not as it must be, in words: empty where all is. */
	wrong: string[];
}

/** Blocks of 4096 bytes of an outbox. */
const BLOCKS = 16;
const SECOND = 1000;
/** Connections of the embedded broker beside the devices', and those of devices that went without a word. */
const FURTHER = 50;
/** Milliseconds between two questions about the outbox at the end, and how long all that may take. */
const QUESTION = 3000;
const PATIENCE = 120_000;

/** Runs a fleet in real time and judges it as run-scenario.ts does. Throws CimError when there is no broker. */
export async function runReal(options: RealOptions): Promise<RealReport> {
	const { devices, seed, interval, duration, hasFaults } = options;
	const connectionLimit = 3 * devices + FURTHER;
	const embedded = options.broker ? undefined : await startBroker({ port: options.port ?? MQTT_PORT, connectionLimit });
	const address = options.broker ?? { host: "127.0.0.1", port: embedded!.port, url: embedded!.url };
	try {
		const fleet = await RealFleet.begin({ devices, seed, interval, outbox: "always", blocks: BLOCKS }, address);
		options.onBegin(address.url);
		if (hasFaults) randomDeviceFaults(fleet, fleet.time, duration ?? Number.MAX_SAFE_INTEGER);
		const progress = setInterval(() => options.onProgress(fleet), SECOND);
		await Promise.race([options.interrupted, duration === undefined ? new Promise(() => {}) : pause(duration)]);
		fleet.heal();
		fleet.rest();
		let waited = 0;
		do {
			fleet.ask();
			await pause(QUESTION);
			waited += QUESTION;
		} while (waited < PATIENCE && !fleet.isDrained);
		clearInterval(progress);
		const verdicts = fleet.members.map(member => judgeMember(fleet, member, { kept: 0, pending: 0 }));
		await fleet.end();
		const wrong = verdicts.flatMap(({ device, wrong: words }) => words.map(word => `${device}: ${word}`));
		return { verdicts, totals: totalsOf(verdicts), wrong };
	} finally {
		await embedded?.close();
	}
}

function pause(milliseconds: number): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, milliseconds));
}
