import { startEmbedded } from "../brokers/embedded";
import type { LocalBroker } from "../brokers/local-broker";
import { mosquittoPath, startMosquitto } from "../brokers/mosquitto";
import { steadyLoad } from "../load/steady-load";
import { processUse } from "./process-use";

const DEVICES = 200;
/** Milliseconds of each run. */
const DURATION = 4000;
/** Results a second, of all devices: each reports twice. */
const RATE = 400;
const ROUNDS = 3;

interface Run {
	/** Messages a second. */
	throughput: number;
	/** Milliseconds at 50 % and 99 %. */
	median: number;
	slowest: number;
	/** Microseconds of the broker's processor time for each message. */
	processor: number;
	complete: boolean;
}

/** One embedded broker and one mosquitto with 200 devices of this process: the firmware's messaging, results of 242 bytes. */
export async function messagingSection(): Promise<void> {
	const brokers: [string, LocalBroker][] = [["embedded", await startEmbedded(2 * DEVICES)]];
	if (mosquittoPath) brokers.push(["mosquitto", await startMosquitto(mosquittoPath)]);
	else process.stdout.write("mosquitto is not installed: the embedded broker alone\n");
	try {
		await compare(brokers);
	} finally {
		for (const [, broker] of brokers) await broker.stop();
	}
}

async function compare(brokers: readonly [string, LocalBroker][]): Promise<void> {
	process.stdout.write(
		`Messaging: ${DEVICES} devices in one process, results of QoS 1, one consumer of all of them; each broker is a process of its own; middle of ${ROUNDS} runs of ${DURATION / 1000} s, in turns\n\n`,
	);
	const before = brokers.map(([, { processId }]) => processUse(processId)?.memory ?? 0);
	const runs = brokers.map(() => ({ full: [] as Run[], paced: [] as Run[] }));
	const most = brokers.map(() => 0);
	for (let round = 0; round < ROUNDS; round++)
		for (const [n, [, broker]] of brokers.entries()) {
			const look = () => {
				most[n] = Math.max(most[n], processUse(broker.processId)?.memory ?? 0);
			};
			runs[n].full.push(await once(broker, undefined, look));
			runs[n].paced.push(await once(broker, RATE, look));
		}
	line([
		"",
		"messages/s",
		"50 %, ms",
		"99 %, ms",
		"broker, µs",
		`at ${RATE}/s:`,
		"50 %, ms",
		"99 %, ms",
		"RSS, MB",
		"at rest",
	]);
	const throughputs: number[] = [];
	for (const [n, [name]] of brokers.entries()) {
		const { full, paced } = runs[n];
		throughputs.push(middle(full.map(({ throughput }) => throughput)));
		line([
			name,
			throughputs[n].toFixed(0),
			middle(full.map(({ median }) => median)).toFixed(1),
			middle(full.map(({ slowest }) => slowest)).toFixed(1),
			middle(full.map(({ processor }) => processor)).toFixed(0),
			"",
			middle(paced.map(({ median }) => median)).toFixed(2),
			middle(paced.map(({ slowest }) => slowest)).toFixed(2),
			(most[n] / 1e6).toFixed(1),
			(before[n] / 1e6).toFixed(1),
		]);
		if (![...full, ...paced].every(({ complete }) => complete)) process.stdout.write(`${name}: NOT ALL ARRIVED\n`);
	}
	if (throughputs.length > 1)
		process.stdout.write(
			`\nmosquitto to embedded, messages a second: ${(throughputs[1] / throughputs[0]).toFixed(2)}\n`,
		);
	process.stdout.write(
		`messages/s: as fast as they are acknowledged, four of each device under way; delay: from the device's making it to the consumer's having it; broker: its processor time for a message; RSS: of the broker; this process with ${DEVICES} devices and the consumer: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB\n\n`,
	);
}

async function once({ host, port, processId }: LocalBroker, rate: number | undefined, look: () => void): Promise<Run> {
	const start = processUse(processId)?.processor ?? 0;
	const { ledger, took, complete } = await steadyLoad(
		{ broker: { host, port }, devices: DEVICES, duration: DURATION, rate },
		look,
	);
	const used = (processUse(processId)?.processor ?? 0) - start;
	return {
		throughput: (1000 * ledger.received) / took,
		median: ledger.delay(0.5),
		slowest: ledger.delay(0.99),
		processor: (1000 * used) / ledger.received,
		complete,
	};
}

function middle(values: number[]): number {
	return values.sort((a, b) => a - b)[values.length >> 1];
}

function line(cells: string[]): void {
	process.stdout.write(`${cells.map((cell, n) => (n === 0 ? cell.padEnd(10) : cell.padStart(12))).join("")}\n`);
}
