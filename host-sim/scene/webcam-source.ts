import { CimError } from "../../firmware/errors";
import type { FrameSource } from "./frame-source";
import type { GrayImage } from "./image-file";
import { fit } from "./photo-source";

/** Frames of a camera that somebody else works, one after another: always the newest. They are not kept. */
export class WebcamSource implements FrameSource {
	readonly width: number;
	readonly height: number;
	/** No text can bring these frames back: `parseSource` refuses it with a word why. */
	readonly identification = WEBCAM;
	/** Milliseconds without a frame after which nobody is there. */
	readonly #patience: number;
	readonly #now: () => number;
	readonly #gray: Uint8Array;
	#came = Number.NEGATIVE_INFINITY;

	constructor(size: { width: number; height: number }, now: () => number, patience = 3000) {
		this.width = size.width;
		this.height = size.height;
		this.#now = now;
		this.#patience = patience;
		this.#gray = new Uint8Array(size.width * size.height);
	}

	/** A new frame, of any size. */
	put(image: GrayImage): void {
		fit(image, this.#gray, this.width, this.height);
		this.#came = this.#now();
	}

	/** Whether frames come. */
	get isThere(): boolean {
		return this.#now() - this.#came < this.#patience;
	}

	frame(): Uint8Array {
		return this.#gray;
	}
}

/** How results name such a source. */
export const WEBCAM = "webcam:page";

/** Why a result of a webcam cannot be had again. */
export class WebcamGone extends CimError {
	constructor() {
		super("source", "the frame came from a webcam, and its frames are not kept: it cannot be shown again");
	}
}
