import { defaultSettings } from "../../firmware/config";
import { Random } from "../../firmware/math/random";
import type { Birth, Result } from "../../firmware/messaging/messages";
import { Messenger } from "../../firmware/messaging/messenger";
import { FaultyFlash } from "../node/faulty-flash";
import { realClock, realTimers } from "../node/real-time";
import { nodeResolver } from "../node/resolver";
import { NodeTCP } from "../node/tcp";
import type { Ledger } from "./ledger";

/** Flash of the outbox: 16 blocks of 4096 bytes, some two hundred results. */
const BLOCKS = 16;
const BLOCK_LENGTH = 4096;

export interface ReporterOptions {
	device: string;
	seed: number;
	/** One broker, or several separated by commas. */
	host: string;
	port: number;
	ledger: Ledger;
	/** It went online or offline. */
	onState?(online: boolean): void;
	/** One of its results was acknowledged. */
	onAcknowledged?(): void;
}

/**
 * A device that only reports: the firmware's messaging over real TCP, with its outbox in flash, and in the place of camera and
 * chip a result as the letters give it.
 */
export class Reporter {
	readonly device: string;
	readonly messenger: Messenger;
	readonly #boot: number;
	readonly #ledger: Ledger;
	#sequence = 0;

	constructor({ device, seed, host, port, ledger, onState, onAcknowledged }: ReporterOptions) {
		const random = new Random(seed);
		const boot = random.int32() >>> 0;
		const hardware = {
			...{ TCP: NodeTCP, resolver: nodeResolver, timers: realTimers, clock: realClock, random },
			flash: new FaultyFlash(BLOCKS, BLOCK_LENGTH, random),
		};
		hardware.flash.bytes.fill(0xff);
		this.device = device;
		this.#boot = boot;
		this.#ledger = ledger;
		this.messenger = new Messenger(
			hardware,
			{ ...defaultSettings, device, broker: { ...defaultSettings.broker, host, port } },
			{
				control: { describe: () => birth(boot), look() {}, classify() {}, reopen() {}, tune() {} },
				onOnline: () => onState?.(true),
				onOffline: () => onState?.(false),
				onPublished: sequence => {
					ledger.acknowledge(device, boot, sequence);
					onAcknowledged?.();
				},
				onDropped: () => ledger.dropped++,
				onFault: error => {
					throw error;
				},
			},
		);
	}

	/** Makes one more result. */
	report(): void {
		const sequence = ++this.#sequence;
		this.#ledger.make(this.device, this.#boot, sequence);
		this.messenger.publishResult(result(this.#boot, sequence));
	}

	/** Results that it has made. */
	get made(): number {
		return this.#sequence;
	}

	stop(): Promise<void> {
		return new Promise(resolve => this.messenger.close(resolve));
	}
}

function birth(boot: number): Birth {
	return {
		...{ firmware: "load", schema: 1, boot, model: "letters", modelHash: 0, chip: "fmc protocol 1", simulated: true },
		...{ camera: "none", missing: [] },
	};
}

const MARGINS = Uint8Array.from({ length: 16 }, (_, picture) => 20 + picture);
const SCORES = Int8Array.from({ length: 144 }, (_, n) => ((n * 37) % 255) - 127);

/** Sixteen letters of nine classes: 242 bytes and what its source is called, as from the paper's demo. */
function result(boot: number, sequence: number): Result {
	return {
		...{ sequence, boot, frame: sequence - 1, frameHash: 0xcafebabe, uptime: Math.floor(performance.now()) },
		...{ kind: "letters", text: "NAINVINAJNGINUHC", margins: MARGINS, scores: SCORES, snr: 312 },
		...{ chip: { program: 123_456, multiply: 4096, wireBytes: 1234, energy: 76_543 }, model: 0x89abcdef },
		...{ source: "load", seed: 1 },
	};
}
