// The simulated scenes inside XS: they are drawn by the other end, as a camera's frames come from outside.

import { readUtf8, writeUtf8 } from "../../../firmware/messaging/utf8";
import type { FrameSource } from "../../../host-sim/scene/frame-source";
import { SCENE, SCENE_FRAME } from "../requests";

export class SceneSource implements FrameSource {
	readonly width: number;
	readonly height: number;
	readonly identification: string;
	readonly text: string;
	readonly #id: number;
	readonly #frame: Uint8Array;

	constructor(options: object = {}) {
		const bytes = new Uint8Array(1024);
		const end = writeUtf8(JSON.stringify(options), bytes, 0);
		const length = host.call(SCENE, 0, bytes, end);
		const { id, width, height, identification, text } = JSON.parse(readUtf8(bytes, 0, length)!);
		this.#id = id;
		this.width = width;
		this.height = height;
		this.identification = identification;
		this.text = text;
		this.#frame = new Uint8Array(width * height);
	}

	frame(index: number): Uint8Array {
		new DataView(this.#frame.buffer).setUint32(0, index, true);
		host.call(SCENE_FRAME, this.#id, this.#frame, 4);
		return this.#frame;
	}
}
