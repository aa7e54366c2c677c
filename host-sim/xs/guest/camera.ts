import type { CameraFrame, CameraOptions, Camera as CameraPattern, CameraTuning } from "../../../firmware/hardware";
import { frameByteLength } from "../../../firmware/sensing/pixels";
import { Request } from "../protocol";
import { camera } from "./events";
import { getText, send, view } from "./line";

interface FrameBuffer {
	readonly frame: CameraFrame;
	readonly bytes: Uint8Array;
	isOut: boolean;
}

/** As many as the camera has (host-sim/node/camera.ts): it never gives more before one is returned. */
const FRAME_BUFFERS = 3;

/** The ECMA-419 ImageIn class pattern over the bridge. Frames live outside the heap, as in a driver. */
export class Camera implements CameraPattern {
	readonly width: number;
	readonly height: number;
	readonly imageType: number;
	identification: { model: string };
	readonly #buffers: FrameBuffer[] = [];

	constructor({ width, height, imageType, onReadable }: CameraOptions) {
		view.setUint16(0, width, true);
		view.setUint16(2, height, true);
		view.setUint16(4, imageType, true);
		const length = send(Request.CAMERA_OPEN, 0, 6);
		this.width = view.getUint16(0, true);
		this.height = view.getUint16(2, true);
		this.imageType = view.getUint16(4, true);
		this.identification = { model: getText(6, length) };
		const frameBytes = frameByteLength(this.imageType, this.width * this.height);
		for (let id = 0; id < FRAME_BUFFERS; id++) this.#buffers.push(frameBuffer(id, frameBytes));
		camera.onReadable = onReadable;
	}
	start(): void {
		host.call(Request.CAMERA_START);
	}
	configure({ brightness = 0, testPattern = false }: CameraTuning): void {
		view.setInt8(0, brightness);
		view.setUint8(1, testPattern ? 1 : 0);
		this.identification = { model: getText(0, send(Request.CAMERA_CONFIGURE, 0, 2)) };
	}
	stop(): void {
		host.call(Request.CAMERA_STOP);
	}
	read(): CameraFrame | undefined {
		for (let id = 0; id < FRAME_BUFFERS; id++) {
			const buffer = this.#buffers[id];
			if (buffer.isOut) continue;
			if (host.call(Request.CAMERA_READ, id, buffer.bytes, 0) === 0) return undefined;
			buffer.isOut = true;
			return buffer.frame;
		}
		return undefined;
	}
	close(): void {
		camera.onReadable = undefined;
		host.call(Request.CAMERA_CLOSE);
	}
}

const known: FrameBuffer[] = [];

/** Memory outside the heap is never given back: a camera that is opened again gets the same. */
function frameBuffer(id: number, length: number): FrameBuffer {
	if (known[id]?.bytes.length !== length) {
		const memory = host.buffer(length);
		known[id] = { frame: Object.assign(memory, { close: release }), bytes: new Uint8Array(memory), isOut: false };
	}
	known[id].isOut = false;
	return known[id];
}

/** `close` of every frame. */
function release(this: CameraFrame): void {
	for (let id = 0; id < known.length; id++) {
		const buffer = known[id];
		if (buffer.frame !== this || !buffer.isOut) continue;
		buffer.isOut = false;
		host.call(Request.CAMERA_RELEASE, id);
	}
}
