import type { CimError } from "../errors";
import type { WatchCounts } from "../events/event-watch";
import type { Birth } from "../messaging/messages";

/** What may be changed while the device is at work. */
export interface Tuning {
	/** Least milliseconds from one frame to the next; 0 for as the camera gives them. */
	rate: number;
	/** Margin below which a verdict is not sure, codes; undefined for the model's own. */
	threshold: number | undefined;
	/** Of the camera (config.ts); undefined leaves it as it is. */
	exposure?: number;
	testPattern?: boolean;
}

/** A verdict on pictures that came with a command. Reused: copy what is kept. */
export interface Verdict {
	text: string;
	margins: Uint8Array;
	scores: Int8Array;
}

/** The device as commands see it: the runtime is it. */
export interface DeviceControl {
	describe(): Birth;
	/** Shows the next frame: 8-bit gray, row by row; the pixels last until `onFrame` returns. */
	look(onFrame: (gray: Uint8Array, width: number, height: number) => void): void;
	/**
	 * Recognises pictures (Uint8Array of ink, as sensing gives them). Throws CimError `busy` while the accelerator is at work
	 * or missing, `pictures` when they do not fit the model.
	 */
	classify(pictures: Uint8Array, done: (error: CimError | undefined, verdict: Verdict) => void): void;
	/** Brings the accelerator up again: identified, programmed, calibrated, known answer checked. Throws CimError `busy`. */
	reopen(done: (error: CimError | undefined) => void): void;
	tune(tuning: Tuning): void;
	/** What was looked at and what it took, where only events are sent. */
	work?(): WatchCounts | undefined;
}
