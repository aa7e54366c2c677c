import { CimError } from "../errors";
import type { Camera, CameraClass, CameraFrame } from "../hardware";
import { checkFrameLength, ImageType, toGray } from "./pixels";

/** What is asked for when the camera refuses the image type that the settings name: gray costs it least, then what holds luma. */
const FALLBACKS: readonly number[] = Object.freeze([
	ImageType.Monochrome,
	ImageType.YUV422,
	ImageType.RGB565LE,
	ImageType.RGB565BE,
]);

type OpenOptions = { io: CameraClass; width: number; height: number; imageType: number; onFrame: () => void };

/** What of the settings a camera can be told while it runs (config.ts). */
export interface Tuning {
	exposure?: number;
	testPattern?: boolean;
}

/**
 * The camera as the runtime wants it: the newest frame as 8-bit gray, every frame counted and given back. A frame that is gray
 * already is read where the driver has it: on a board that is external memory, which a copy would bring into the heap.
 */
export class Capture {
	readonly #camera: Camera;
	readonly width: number;
	readonly height: number;
	/** The frame taken, row by row, 0 black to 255 white; from `convert` until `release`. */
	gray: Uint8Array;
	/** Frames the camera gave since it was opened, used or not. */
	frames = 0;
	/** Where frames that are not gray are converted to. */
	readonly #converted: Uint8Array;
	#frame: CameraFrame | undefined;

	/**
	 * Opens and starts the camera. The sensor may give another size or image type than asked for: what it gives counts.
	 * @throws what the camera class throws when there is no camera
	 */
	constructor(options: OpenOptions & Tuning) {
		this.#camera = openCamera(options);
		try {
			this.width = this.#camera.width;
			this.height = this.#camera.height;
			const isGray = this.#camera.imageType === ImageType.Monochrome;
			this.#converted = isGray ? NO_PIXELS : new Uint8Array(this.width * this.height);
			this.gray = this.#converted;
			if (options.exposure !== undefined || options.testPattern !== undefined) this.tune(options);
			this.#camera.start();
		} catch (error) {
			this.#camera.close();
			throw error;
		}
	}

	/** Which sensor or simulated scene this is. */
	get source(): string {
		return this.#camera.identification?.model ?? "camera";
	}

	/** Tells the camera, which takes what it can; its brightness is the exposure (manifests/esp32/tuned-camera.ts). */
	tune({ exposure, testPattern }: Tuning): void {
		this.#camera.configure?.({ brightness: exposure ?? 0, testPattern: testPattern ?? false });
	}

	/** Takes the newest waiting frame; false when there is none. `convert` and `release` must follow. */
	take(): boolean {
		this.#frame = this.#newest();
		return this.#frame !== undefined;
	}

	/** Makes `gray` of the frame taken. Throws PixelError for a frame it cannot read. */
	convert(): void {
		const { width, height } = this;
		const { imageType } = this.#camera;
		const frame = new Uint8Array(this.#frame!);
		if (imageType === ImageType.Monochrome) {
			checkFrameLength(frame.length, imageType, width, height);
			this.gray = frame;
		} else toGray(frame, imageType, width, height, this.#converted);
	}

	/** Gives the frame taken back; `gray` is not to be read any more. */
	release(): void {
		this.gray = this.#converted;
		this.#frame?.close?.();
		this.#frame = undefined;
	}

	/** Gives back every waiting frame unread. */
	skip(): void {
		this.#newest()?.close?.();
	}

	close(): void {
		this.#camera.stop();
		this.#camera.close();
	}

	/** The camera hands out its oldest frame first: a verdict about the past helps nobody. */
	#newest(): CameraFrame | undefined {
		let newest = this.#camera.read();
		if (!newest) return undefined;
		this.frames++;
		for (let next = this.#camera.read(); next; next = this.#camera.read()) {
			newest.close?.();
			newest = next;
			this.frames++;
		}
		return newest;
	}
}

const NO_PIXELS = new Uint8Array(0);

/** Not every sensor and driver gives every image type. Throws what the camera said to the type that was asked for. */
function openCamera({ io, width, height, imageType, onFrame }: OpenOptions): Camera {
	const options = { width, height, format: "buffer/disposable", onReadable: onFrame } as const;
	try {
		return new io({ ...options, imageType });
	} catch (refusal) {
		for (const fallback of FALLBACKS) {
			if (fallback === imageType) continue;
			try {
				return new io({ ...options, imageType: fallback });
			} catch {
				// the first refusal says it best
			}
		}
		throw refusal;
	}
}

/** Why there is no camera, as a CimError. */
export function cameraError(cause: unknown): CimError {
	if (cause instanceof CimError) return cause;
	return new CimError("no-camera", `the camera did not start (${String(cause)}): check its cable and pins`);
}
