import { DEFAULT_HEIGHT, DEFAULT_WIDTH, type FrameSource } from "./frame-source";
import { type SceneKind, sceneFor } from "./scene";
import { SceneRenderer } from "./scene-renderer";
import { DEFAULT_TEXT, printSheet, SheetError } from "./sheet";

/** Digits that are drawn one after another where nothing else is said. */
const DEFAULT_DIGITS = "7210414959069015973496654074013131347271";

export interface SceneSourceOptions {
	kind?: SceneKind;
	text?: string;
	seed?: number;
	width?: number;
	height?: number;
	/** Standard deviation of the sensor noise in gray levels instead of the range's. */
	noise?: number;
	/** So many views of the sheet, again and again; without it every frame is another one. */
	views?: number;
}

/** Simulated scenes, each frame another view of the sheet. */
export class SceneSource implements FrameSource {
	readonly width: number;
	readonly height: number;
	readonly identification: string;
	readonly text: string;
	readonly #kind: SceneKind;
	readonly #seed: number;
	readonly #noise: number | undefined;
	readonly #views: number | undefined;
	readonly #renderer: SceneRenderer;
	readonly #gray: Uint8Array;

	/** Throws SheetError for a text that cannot be printed or drawn. */
	constructor(options: SceneSourceOptions = {}) {
		this.width = options.width ?? DEFAULT_WIDTH;
		this.height = options.height ?? DEFAULT_HEIGHT;
		this.#kind = options.kind ?? "letters";
		this.text = options.text ?? (this.#kind === "digits" ? DEFAULT_DIGITS : DEFAULT_TEXT);
		this.#seed = options.seed ?? 1;
		this.#noise = options.noise;
		this.#views = options.views;
		if (this.#kind !== "digits") printSheet(this.text);
		else if (!/^[0-9]{1,64}$/.test(this.text))
			throw new SheetError(
				"sheet-text",
				`digits are drawn one a frame, 1 to 64 of 0 to 9; got ${JSON.stringify(this.text)}`,
			);
		this.#renderer = new SceneRenderer(this.width, this.height);
		this.#gray = new Uint8Array(this.width * this.height);
		this.identification = this.#identify();
	}

	/** What can be read in a frame. */
	expected(index: number): string {
		return this.#kind === "digits" ? this.text[index % this.text.length] : this.text;
	}

	frame(index: number): Uint8Array {
		const view = this.#views === undefined ? index : index % this.#views;
		const scene = sceneFor(this.#seed, view, this.expected(view), this.#kind);
		if (this.#noise !== undefined) scene.noise = this.#noise;
		return this.#renderer.render(scene, this.#gray);
	}

	#identify(): string {
		let text = `scene:${this.#kind}?text=${this.text}&seed=${this.#seed}`;
		if (this.width !== DEFAULT_WIDTH || this.height !== DEFAULT_HEIGHT)
			text += `&width=${this.width}&height=${this.height}`;
		if (this.#noise !== undefined) text += `&noise=${this.#noise}`;
		if (this.#views !== undefined) text += `&views=${this.#views}`;
		return text;
	}
}
