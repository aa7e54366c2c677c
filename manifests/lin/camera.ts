// A camera for a computer that has none: the frames of scene.gray (host-sim/moddable/scene-file.ts), handed out as
// Moddable's ESP32 camera does it: three buffers, the oldest frame first, onReadable(0) after each capture.

import Resource from "Resource";
import { isAbsent } from "absence";
import config from "mc/config";
import Timer from "timer";
import type { Camera, CameraFrame, CameraOptions, TimerHandle } from "../../firmware/hardware";

const FRAME_BUFFERS = 3;
/** Bytes at the beginning in which the head, a line of JSON, must end. */
const HEAD_LIMIT = 256;
const LINE_END = 10;
/** Commodetto's number; 8-bit gray. */
const MONOCHROME = 3;

class Frame extends ArrayBuffer {
	onClose: (() => void) | undefined;
	close(): void {
		this.onClose?.();
		this.onClose = undefined;
	}
}

export default class RecordedCamera implements Camera {
	readonly width: number;
	readonly height: number;
	readonly imageType = MONOCHROME;
	readonly identification: { model: string };
	readonly #file = new Resource("scene.gray");
	readonly #start: number;
	readonly #views: number;
	readonly #onReadable: ((count: number) => void) | undefined;
	readonly #queue: Frame[] = [];
	/** Frames that are queued or handed out. */
	#used = 0;
	#captured = 0;
	#timer: TimerHandle | undefined;

	constructor({ onReadable }: CameraOptions) {
		if (isAbsent("camera")) throw new Error("no sensor answers");
		const bytes = new Uint8Array(this.#file.slice(0, HEAD_LIMIT));
		this.#start = bytes.indexOf(LINE_END) + 1;
		const head = JSON.parse(String.fromArrayBuffer(this.#file.slice(0, this.#start)));
		this.width = head.width;
		this.height = head.height;
		this.identification = { model: head.identification };
		this.#views = (this.#file.byteLength - this.#start) / (this.width * this.height);
		this.#onReadable = onReadable;
	}

	start(): void {
		this.#timer ??= Timer.repeat(() => this.#capture(), config.frameInterval);
	}

	stop(): void {
		Timer.clear(this.#timer);
		this.#timer = undefined;
	}

	read(): CameraFrame | undefined {
		return this.#queue.shift();
	}

	close(): void {
		this.stop();
		this.#queue.length = 0;
	}

	#capture(): void {
		if (this.#used === FRAME_BUFFERS) return;
		const pixels = this.width * this.height;
		const at = this.#start + (this.#captured++ % this.#views) * pixels;
		const frame = new Frame(pixels);
		new Uint8Array(frame).set(new Uint8Array(this.#file.slice(at, at + pixels)));
		frame.onClose = () => {
			this.#used--;
		};
		this.#used++;
		this.#queue.push(frame);
		this.#onReadable?.(0);
	}
}
