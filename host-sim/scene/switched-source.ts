import { CimError } from "../../firmware/errors";
import type { FrameSource } from "./frame-source";

/** A source that cannot take the place of the one that is there; `code` is "source". */
export class SwitchError extends CimError {}

/** What a camera is shown, and what can be read there, where that is known. */
export interface Shown {
	source: FrameSource;
	/** What can be read in frame `index`. */
	expected?(index: number): string | undefined;
}

/** Frames back that `expected` still knows. */
const REMEMBERED = 64;

/**
 * A source whose place another can take while the camera runs. The camera's frame n is frame n of the source that was there
 * when it was taken, and goes by that source's name: so a result still says all that is needed to see its frame again.
 */
export class SwitchedSource implements FrameSource {
	readonly width: number;
	readonly height: number;
	/** Called with every frame that is taken; the bytes are valid for the call only. */
	onFrame: ((index: number, gray: Uint8Array) => void) | undefined;
	#shown: Shown;
	/** What was there, and from which frame on; the newest last. */
	readonly #history: { from: number; shown: Shown }[] = [];
	#next = 0;

	constructor(shown: Shown) {
		this.#shown = shown;
		this.width = shown.source.width;
		this.height = shown.source.height;
		this.#history.push({ from: 0, shown });
	}

	get identification(): string {
		return this.#shown.source.identification;
	}

	get source(): FrameSource {
		return this.#shown.source;
	}

	/** From the next frame on. Throws SwitchError for a source of another size: a sensor has one. */
	show(shown: Shown): void {
		const { width, height } = shown.source;
		if (width !== this.width || height !== this.height)
			throw new SwitchError(
				"source",
				`its frames are ${width} x ${height}, the camera's ${this.width} x ${this.height}: give it that size`,
			);
		this.#shown = shown;
		this.#history.push({ from: this.#next, shown });
		while (this.#history.length > 1 && this.#history[1].from < this.#next - REMEMBERED) this.#history.shift();
	}

	/** What can be read in frame `index`, where that is known. */
	expected(index: number): string | undefined {
		return this.#history.findLast(({ from }) => from <= index)?.shown.expected?.(index);
	}

	frame(index: number): Uint8Array {
		// a camera that was opened anew counts from 0 again
		if (index < this.#next - 1) this.#history.splice(0, this.#history.length, { from: 0, shown: this.#shown });
		const gray = this.#shown.source.frame(index);
		this.#next = index + 1;
		this.onFrame?.(index, gray);
		return gray;
	}
}
