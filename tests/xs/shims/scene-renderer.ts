// Simulated scenes inside XS: they are drawn by the other end, as a camera's frames come from outside.
import { writeUtf8 } from "../../../firmware/messaging/utf8";
import type { Scene } from "../../../host-sim/scene/scene";
import { SCENE } from "../requests";

export class SceneRenderer {
	readonly width: number;
	readonly height: number;
	readonly #bytes: Uint8Array;

	constructor(width: number, height: number) {
		this.width = width;
		this.height = height;
		this.#bytes = new Uint8Array(Math.max(2048, width * height));
	}

	render(scene: Scene, gray: Uint8Array = new Uint8Array(this.width * this.height)): Uint8Array {
		const { width, height } = this;
		const end = writeUtf8(JSON.stringify({ scene, width, height }), this.#bytes, 0);
		host.call(SCENE, 0, this.#bytes, end);
		for (let i = 0; i < gray.length; i++) gray[i] = this.#bytes[i];
		return gray;
	}
}
