import { cosTurns } from "../../firmware/math/elementary";
import { mix32, Random } from "../../firmware/math/random";
import { type Day, type Passage, visitAt } from "./day";
import { DEFAULT_HEIGHT, DEFAULT_WIDTH, type FrameSource } from "./frame-source";
import type { Scene } from "./scene";
import { SceneRenderer } from "./scene-renderer";

/** Part of the light that a lamp gives, of full daylight (assumed). */
const LAMP = 0.55;
/** Light at night without a lamp: what comes through a window (assumed). */
const NIGHT = 0.12;
/** Seconds of a cloud (assumed). */
const CLOUD = 240;

/** A scripted day, one frame a second of it. */
export class DaySource implements FrameSource {
	readonly width: number;
	readonly height: number;
	readonly identification: string;
	readonly #day: Day;
	readonly #interval: number;
	readonly #renderer: SceneRenderer;
	readonly #gray: Uint8Array;
	/** What lies there, without noise and at full light; rendered when it changes. */
	readonly #still: Uint8Array;
	#shown: Scene | undefined;
	readonly #random = new Random(0);

	/** @param interval seconds between two frames */
	constructor(day: Day, interval = 1, width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT) {
		this.width = width;
		this.height = height;
		this.identification = `scene:day?seed=${day.seed}&seconds=${day.seconds}&interval=${interval}`;
		this.#day = day;
		this.#interval = interval;
		this.#renderer = new SceneRenderer(width, height);
		this.#gray = new Uint8Array(width * height);
		this.#still = new Uint8Array(width * height);
	}

	frame(index: number): Uint8Array {
		const day = this.#day;
		const second = (index * this.#interval) % day.seconds;
		const scene = visitAt(day, second)?.scene ?? day.empty;
		if (scene !== this.#shown) {
			this.#renderer.render({ ...scene, noise: 0 }, this.#still);
			this.#shown = scene;
		}
		const light = lightAt(day, second);
		const gray = this.#gray;
		for (let i = 0; i < gray.length; i++) gray[i] = this.#still[i];
		for (const passage of day.passages) {
			if (passage.start > second) break;
			if (second < passage.end) this.#draw(passage, second);
		}
		const random = this.#random;
		random.reseed(day.cloudSeed, index);
		for (let i = 0; i < gray.length; i++) {
			const value = Math.floor(gray[i] * light + scene.noise * random.gaussian() + 0.5);
			gray[i] = value < 0 ? 0 : Math.min(value, 255);
		}
		return gray;
	}

	/** An ellipse with an edge as soft as the lens makes it. */
	#draw(passage: Passage, second: number): void {
		const { width, height } = this;
		const part = (second - passage.start) / Math.max(1, passage.end - passage.start);
		const x = width / 2 + height * (passage.fromX + part * (passage.toX - passage.fromX));
		const y = height / 2 + height * (passage.fromY + part * (passage.toY - passage.fromY));
		const radiusX = passage.radiusX * height;
		const radiusY = passage.radiusY * height;
		const shade = 255 * passage.shade;
		const gray = this.#gray;
		for (let row = 0, i = 0; row < height; row++)
			for (let column = 0; column < width; column++, i++) {
				const dx = (column - x) / radiusX;
				const dy = (row - y) / radiusY;
				const away = dx * dx + dy * dy;
				if (away >= 1) continue;
				const cover = away < 0.9 ? 1 : (1 - away) * 10;
				gray[i] = Math.floor(gray[i] + cover * (shade * (1 - 0.3 * away) - gray[i]));
			}
	}
}

/** Light of a second of the day as a part of full light: the sun, clouds, a lamp. */
export function lightAt(day: Day, second: number): number {
	const hour = second / day.seconds;
	// dark before a quarter and after three quarters of the day
	const sun = Math.max(0, -cosTurns(hour));
	const at = second / CLOUD;
	const before = cloud(day, Math.floor(at));
	const cover = before + (at - Math.floor(at)) * (cloud(day, Math.floor(at) + 1) - before);
	let on = 0;
	for (const moment of day.switches) if (second >= moment) on ^= 1;
	return Math.min(1, NIGHT + sun * (1 - 0.35 * cover) * 0.88 + on * LAMP);
}

function cloud(day: Day, number: number): number {
	return (mix32(day.cloudSeed ^ number) >>> 0) / 4294967296;
}
