import { gateLevels } from "../sensing/vision/gate-levels";
import { kernels } from "../sensing/vision/kernel";
import { VisionSensor } from "../sensing/vision/vision-sensor";
import { ChangeGate, type ChangeGateSettings, defaultGate } from "./change-gate";
import { type Consensus, defaultConsensus, type EventKind, EventTracker } from "./event-tracker";

/** Frame pixels across one pixel of the sensor, and how many of them are looked at: every second one. */
const FRAME_PIXELS = 4;
const SAMPLING = 2;
/** Bits of the sensor's gate levels: enough for an edge kernel (firmware/sensing/vision/gate-levels.ts). */
const GATE_BITS = 5;

/** What the watch saw and spared, since the start. */
export interface WatchCounts {
	frames: number;
	/** Frames that went all the way. */
	passed: number;
	/** Of these, frames that reached the accelerator. */
	recognised: number;
	/** Events told. */
	events: number;
	/** Analog to digital: outputs of the vision sensor, and the pixels of each frame that went all the way. */
	conversions: number;
	/** On the chip's wire, and what the chip says it took: an estimate. */
	spiBytes: number;
	nanojoules: number;
}

/**
 * Always on, without being woken: an edge map of every frame, made in the sensor at low resolution, decides whether the rest of the
 * device does anything; verdicts of several frames become events. What is not an event is not sent.
 */
export class EventWatch {
	readonly counts: WatchCounts = {
		...{ frames: 0, passed: 0, recognised: 0, events: 0, conversions: 0 },
		...{ spiBytes: 0, nanojoules: 0 },
	};
	readonly #sensor: VisionSensor;
	readonly #gate: ChangeGate;
	readonly #tracker: EventTracker;
	readonly #width: number;
	readonly #height: number;

	/** @param width of the frames, pixels */
	constructor(
		width: number,
		height: number,
		gate: ChangeGateSettings = defaultGate,
		consensus: Consensus = defaultConsensus,
	) {
		this.#width = width;
		this.#height = height;
		const columns = Math.max(1, Math.floor(width / FRAME_PIXELS));
		const rows = Math.max(1, Math.floor(height / FRAME_PIXELS));
		const edges = gateLevels(kernels.edges, GATE_BITS);
		this.#sensor = new VisionSensor({ columns, rows, kernels: [edges], sampling: SAMPLING });
		this.#gate = new ChangeGate(columns * rows, gate);
		this.#tracker = new EventTracker(consensus);
	}

	/** What is there, as far as the last frames agree; "" for nothing. */
	get standing(): string {
		return this.#tracker.standing;
	}

	/** Whether a frame shows anything that is not understood yet. */
	wants(gray: Uint8Array): boolean {
		const { counts } = this;
		counts.frames++;
		this.#sensor.expose(gray, this.#width, this.#height);
		counts.conversions += this.#sensor.conversions;
		if (this.#gate.look(this.#sensor.maps[0])) {
			counts.passed++;
			counts.conversions += gray.length;
			return true;
		}
		this.#tracker.unchanged();
		return false;
	}

	/** What recognising a frame took. */
	spend(spiBytes: number, nanojoules: number): void {
		this.counts.recognised++;
		this.counts.spiBytes += spiBytes;
		this.counts.nanojoules += nanojoules;
	}

	/**
	 * The verdict of the frame that was wanted last.
	 * @param text "" where there was none @param now milliseconds
	 * @returns the event that it completes
	 */
	heard(text: string, now: number): EventKind | undefined {
		const event = this.#tracker.observe(text, now);
		if (event) this.counts.events++;
		if (this.#tracker.settled) this.#gate.settle(this.#sensor.maps[0]);
		return event;
	}
}
Object.freeze(EventWatch.prototype);
