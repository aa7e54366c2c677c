import { CimError } from "../../firmware/errors";
import type {
	Camera,
	CameraClass,
	CameraFrame,
	CameraOptions,
	CameraTuning,
	TimerHandle,
	Timers,
} from "../../firmware/hardware";
import { frameByteLength, ImageType } from "../../firmware/sensing/pixels";
import { brighten, brightenedName, drawTestPattern, isBrightness, patternName } from "../scene/adjusted-source";
import type { FrameSource } from "../scene/frame-source";

/** Frame buffers of Moddable's ESP32 camera: with all of them queued or handed out, nothing is captured. */
export const FRAME_BUFFERS = 3;

/** A camera that is used in a way that a real one would refuse. */
export class CameraError extends CimError {}

export interface SimulatedCamera {
	timers: Timers;
	/** What it looks at. */
	source: FrameSource;
	/** Milliseconds between two captures. */
	interval?: number;
	/** Told when the source cannot give a frame (a photograph that cannot be read): a black one takes its place. */
	onFault?: (error: Error) => void;
}

type SourceFrame = CameraFrame & { close(): void };

/**
 * The ECMA-419 ImageIn class pattern over a frame source, as Moddable's ESP32 camera behaves: the size is the sensor's own,
 * three frame buffers, the oldest frame first, `onReadable(0)` after each capture. Frame n that is read
 * is frame n of the source (from 0), however long the reader takes: a full queue only delays it.
 */
export function createCameraClass({ timers, source, interval = 200, onFault }: SimulatedCamera): CameraClass {
	const nothing = new Uint8Array(source.width * source.height);
	const scratch = new Uint8Array(source.width * source.height);
	return class SourceCamera implements Camera {
		readonly width = source.width;
		readonly height = source.height;
		readonly imageType: number;
		readonly format: "buffer" | "buffer/disposable";
		/** Of the frame that comes next: what it looks at may change. */
		get identification(): { model: string } {
			const { identification, width, height } = source;
			if (this.#testPattern) return { model: patternName(width, height) };
			return { model: this.#brightness === 0 ? identification : brightenedName(this.#brightness, identification) };
		}
		readonly #onReadable: ((count: number) => void) | undefined;
		readonly #free: SourceFrame[] = [];
		readonly #queue: SourceFrame[] = [];
		#timer: TimerHandle | undefined;
		#captured = 0;
		#closed = false;
		#brightness = 0;
		#testPattern = false;

		constructor(options: CameraOptions) {
			this.imageType = options.imageType ?? ImageType.RGB565LE;
			this.format = options.format ?? "buffer";
			if (this.format !== "buffer" && this.format !== "buffer/disposable")
				throw new CameraError("camera-format", `camera format ${this.format}: use buffer or buffer/disposable`);
			this.#onReadable = options.onReadable;
			const length = frameByteLength(this.imageType, this.width * this.height);
			for (let i = 0; i < FRAME_BUFFERS; i++) this.#free.push(this.#createFrame(length));
		}

		start(): void {
			this.#checkOpen();
			this.#timer ??= timers.repeat(() => this.#capture(), interval);
		}

		/** Half a stop a step; frames that are captured from now on. */
		configure({ brightness = this.#brightness, testPattern = this.#testPattern }: CameraTuning): void {
			this.#checkOpen();
			if (!isBrightness(brightness)) throw new CameraError("camera-setting", `brightness ${brightness}: use -2 to 2`);
			this.#brightness = brightness;
			this.#testPattern = testPattern;
			this.#dropQueue();
		}

		stop(): void {
			this.#checkOpen();
			this.#stop();
			this.#dropQueue();
		}

		read(): CameraFrame | undefined {
			this.#checkOpen();
			const frame = this.#queue.shift();
			if (!frame || this.format === "buffer/disposable") return frame;
			const copy = frame.slice(0);
			this.#free.push(frame);
			return copy;
		}

		close(): void {
			this.#closed = true;
			this.#stop();
			this.#queue.length = 0;
			this.#free.length = 0;
		}

		/** Frames that nobody has read are captured again. */
		#dropQueue(): void {
			this.#captured -= this.#queue.length;
			for (let frame = this.#queue.shift(); frame; frame = this.#queue.shift()) this.#free.push(frame);
		}

		#stop(): void {
			timers.clear(this.#timer);
			this.#timer = undefined;
		}

		#checkOpen(): void {
			if (this.#closed) throw new CameraError("camera-closed", "the camera is closed: construct it again");
		}

		#createFrame(length: number): SourceFrame {
			const frame = new ArrayBuffer(length);
			const close = (): void => {
				if (!this.#closed && !this.#free.includes(disposable) && !this.#queue.includes(disposable))
					this.#free.push(disposable);
			};
			const disposable = Object.assign(frame, { close });
			return disposable;
		}

		#capture(): void {
			const frame = this.#free.pop();
			if (!frame) return;
			encode(this.#see(this.#captured++), this.imageType, new Uint8Array(frame));
			this.#queue.push(frame);
			this.#onReadable?.(0);
		}

		/** A frame of the source as the settings make it. */
		#see(index: number): Uint8Array {
			if (this.#testPattern) {
				drawTestPattern(scratch, this.width);
				return scratch;
			}
			const gray = this.#look(index);
			if (this.#brightness === 0) return gray;
			brighten(gray, this.#brightness, scratch);
			return scratch;
		}

		#look(index: number): Uint8Array {
			try {
				return source.frame(index);
			} catch (error) {
				onFault?.(error as Error);
				return nothing;
			}
		}
	};
}

/** Gray pixels as the sensor would send them: gray in every colour, rounded to the bits that the format has. */
export function encode(gray: Uint8Array, imageType: number, frame: Uint8Array): void {
	if (imageType === ImageType.Monochrome) frame.set(gray);
	else if (imageType === ImageType.YUV422)
		for (let i = 0; i < gray.length; i++) {
			frame[2 * i] = gray[i];
			frame[2 * i + 1] = 128;
		}
	else
		for (let i = 0; i < gray.length; i++) {
			const five = Math.floor((gray[i] * 31 + 127) / 255);
			const six = Math.floor((gray[i] * 63 + 127) / 255);
			const pixel = (five << 11) | (six << 5) | five;
			const low = imageType === ImageType.RGB565LE ? 0 : 1;
			frame[2 * i + low] = pixel & 255;
			frame[2 * i + 1 - low] = pixel >> 8;
		}
}
