import { parseTopic, TOPIC_ROOT } from "../../firmware/messaging/topics";
import { decodePayload } from "../message-decoder";
import type { Transaction } from "../node/wire-tap";
import { type Received, Subscriber } from "../subscriber";
import { ActionError } from "./action-fields";
import { askDevice, type Broker } from "./ask-device";
import type { Hub } from "./hub";
import type { Asset, Route } from "./page-server";
import { messageFact } from "./probes/message-words";
import { TransactionReader } from "./probes/transaction-words";
import { valueChangeDump } from "./probes/value-change-dump";
import type { Rig } from "./rig";

/** Transactions of a frame that are told one by one. */
const TOLD = 300;
/** Milliseconds between two facts at least. */
const LEAST_INTERVAL = 100;
/** Where the page finds the last frame's value change dump. */
export const DUMP_PATH = "/spi.vcd";
/** Milliseconds for the device to tell of its outbox. */
const PATIENCE = 5000;

/**
 * Tells what went over the SPI wire in the last frame, while a page looks; the same as a file for a logic analyser's program.
 * @param clock milliseconds
 */
export function produceTransactions(hub: Hub, rig: Rig, clock = () => performance.now()): ReadonlyMap<string, Route> {
	const reader = new TransactionReader();
	let last: { transactions: Transaction[]; sequence: number } = { transactions: [], sequence: 0 };
	let told = Number.NEGATIVE_INFINITY;

	function none(missing: string): void {
		const nothing = { sequence: 0, transactions: [], further: 0, bytes: 0, damaged: 0, clock: 0, busy: 0 };
		hub.publish({ kind: "transactions", at: Date.now(), missing, ...nothing });
	}

	hub.onInterest("transactions", isWanted => {
		if (rig.tap) {
			rig.tap.isListening = isWanted;
			rig.tap.take();
		} else if (isWanted)
			none(
				rig.isOpen
					? "The device has not started yet."
					: `The SPI wire is inside the engine ${rig.options.engine}: start with --engine node to listen to it.`,
			);
	});
	rig.observers.add({
		onReport({ result }) {
			const { tap } = rig;
			if (!tap?.isListening) return;
			const { transactions, lost } = tap.take();
			const now = clock();
			if (transactions.length === 0 || now - told < LEAST_INTERVAL) return;
			told = now;
			last = { transactions, sequence: result.sequence };
			const origin = transactions[0].at;
			const facts = transactions.map(one => reader.read(one, origin));
			const bytes = transactions.reduce((sum, { sent }) => sum + sent.length, 0);
			const { hz } = transactions[0];
			hub.publish({
				...{ kind: "transactions", at: Date.now(), sequence: result.sequence, missing: "" },
				transactions: facts.slice(0, TOLD),
				further: Math.max(0, facts.length - TOLD) + lost,
				...{ bytes, damaged: facts.filter(({ damaged }) => damaged).length, clock: hz, busy: (bytes * 8e6) / hz },
			});
		},
	});
	const dump = (): Asset => {
		const { transactions, sequence } = last;
		const pieces = [...valueChangeDump(transactions, `SPI of ${rig.options.device}, frame ${sequence}`)];
		return { type: "application/octet-stream", body: Buffer.from(pieces.join("")) };
	};
	return new Map([[DUMP_PATH, dump]]);
}

/** Shows the last message of a device as bytes, items and words, while a page looks; listens at the broker meanwhile. */
export function produceMessage(
	hub: Hub,
	device: string,
	{ url, login }: Broker,
	listen: (message: Received) => void,
): () => Promise<void> {
	let last: Received | undefined;
	let told = Number.NEGATIVE_INFINITY;

	function tell({ topic, payload, retained }: Received): void {
		told = performance.now();
		hub.publish(messageFact(topic, payload, retained, Date.now()));
	}

	function take(message: Received): void {
		listen(message);
		// commands are to the device: it is their answers that are its messages
		if (parseTopic(message.topic)?.name.startsWith("cmd/")) return;
		// what was there before counts only as long as there is nothing new
		if (message.retained && last) return;
		last = message;
		if (performance.now() - told >= LEAST_INTERVAL) tell(message);
	}

	let subscriber: Subscriber | undefined;
	const close = async () => {
		const open = subscriber;
		subscriber = undefined;
		await open?.close();
	};
	hub.onInterest("message", isWanted => {
		if (!isWanted) void close();
		else {
			last = undefined;
			const filters = [`${TOPIC_ROOT}/${device || "+"}/#`];
			subscriber = new Subscriber({ url, login, filters, onMessage: take, onState() {} });
		}
	});
	return close;
}

/** Tells how many results are on their way: as the host counts them, and as the device itself says when asked. */
export function produceOutbox(hub: Hub, rig: Rig, broker: Broker): (message: Received) => void {
	const waiting = new Set<number>();
	let acknowledged = 0;
	let dropped = 0;
	let boot = 0;
	let answered: { at: number; counters: Record<string, number> } | undefined;

	const tell = () => {
		if (!hub.isWanted("outbox")) return;
		hub.publish({ kind: "outbox", at: Date.now(), inFlight: waiting.size, acknowledged, dropped, told: answered });
	};
	hub.onInterest("outbox", isWanted => isWanted && tell());
	rig.observers.add({
		onReport({ result }) {
			if (result.boot !== boot) waiting.clear();
			boot = result.boot;
			waiting.add(result.sequence);
			tell();
		},
		onPublished(sequence) {
			waiting.delete(sequence);
			acknowledged++;
			tell();
		},
		onDropped(sequence) {
			waiting.delete(sequence);
			dropped++;
			tell();
		},
	});

	function note(counters: Record<string, number>): void {
		answered = { at: Date.now(), counters };
		tell();
	}

	hub.handle("outbox", async () => {
		const answer = await askDevice(broker, rig.options.device, "outbox", PATIENCE);
		if (!answer) throw new ActionError("the device did not answer: is it online?");
		if (answer.code) throw new ActionError(`the device says ${answer.code}: ${answer.message ?? ""}`);
		note(numbersOf(Object.entries(answer.result ?? {})));
	});
	return ({ topic, payload }) => {
		if (parseTopic(topic)?.name === "metrics") note(numbersOf(senmlEntries(payload)));
	};
}

/** Names and values of a pack of measurements; none for what is no pack. */
export function senmlEntries(payload: Uint8Array): [string, unknown][] {
	try {
		const pack = decodePayload(payload);
		if (!Array.isArray(pack)) return [];
		return pack.flatMap(record =>
			record instanceof Map ? [[String(record.get(0)), record.get(2)] as [string, unknown]] : [],
		);
	} catch {
		return [];
	}
}

function numbersOf(entries: readonly (readonly [string, unknown])[]): Record<string, number> {
	const numbers: Record<string, number> = Object.create(null);
	for (const [name, value] of entries.slice(0, 40)) if (typeof value === "number") numbers[name.slice(0, 40)] = value;
	return numbers;
}
