import { cosTurns, sinTurns } from "../../firmware/math/elementary";
import { SHEET_SIDE } from "../../firmware/sensing/sheet-layout";
import { drawSheet, FINENESS } from "./digit-sheet";
import { Optics } from "./optics";
import type { Scene } from "./scene";
import { printSheet } from "./sheet";
import { Table } from "./texture";
import { bounds, View } from "./view";

/** Samples of a pixel across and down where the sheet is: edges are anti-aliased. */
const SUBSAMPLES = 4;
const HALF = SHEET_SIDE / 2;
/** Reflectance of a finger (assumed). */
const SKIN = 0.5;

/** Renders scenes into 8-bit gray frames; only + - * / and sqrt, so that every machine gives the same bytes. */
export class SceneRenderer {
	readonly width: number;
	readonly height: number;
	readonly #light: Float64Array;
	readonly #optics: Optics;

	constructor(width: number, height: number) {
		this.width = width;
		this.height = height;
		this.#light = new Float64Array(width * height);
		this.#optics = new Optics(width, height);
	}

	/** Renders into `gray` (width x height bytes) and returns it. */
	render(scene: Scene, gray: Uint8Array = new Uint8Array(this.width * this.height)): Uint8Array {
		const view = new View(scene.pose, this.width, this.height);
		const table = new Table(scene.textureSeed, scene.table);
		this.#drawTable(scene, view, table);
		if (scene.kind !== "empty") this.#drawSheet(scene, view, table);
		if (scene.kind === "covered") this.#drawFinger(scene);
		this.#illuminate(scene, view);
		this.#optics.blur(this.#light, scene.blur);
		this.#optics.expose(this.#light, scene.noise, scene.noiseSeed, gray);
		return gray;
	}

	/** The table, darker in the shadow of the sheet. */
	#drawTable(scene: Scene, view: View, table: Table): void {
		const unit = 120 / this.height;
		const m = view.toSheet;
		const shadowX = -0.6 * cosTurns(scene.lightDirection);
		const shadowY = -0.6 * sinTurns(scene.lightDirection);
		for (let y = 0, i = 0; y < this.height; y++)
			for (let x = 0; x < this.width; x++, i++) {
				let reflectance = table.at(x * unit, y * unit);
				if (scene.kind !== "empty") {
					const w = m[6] * x + m[7] * y + m[8];
					const u = (m[0] * x + m[1] * y + m[2]) / w - shadowX;
					const v = (m[3] * x + m[4] * y + m[5]) / w - shadowY;
					const away = Math.max(Math.abs(u), Math.abs(v)) - HALF;
					if (away < 1.2) reflectance *= 0.65 + 0.29 * Math.max(0, away);
				}
				this.#light[i] = reflectance;
			}
	}

	#drawSheet(scene: Scene, view: View, table: Table): void {
		const isDrawn = scene.kind === "digits";
		const print = isDrawn ? drawSheet(scene.text, scene.textureSeed) : printSheet(scene.text);
		const fineness = isDrawn ? FINENESS : 1;
		const printSide = SHEET_SIDE * fineness;
		const box = bounds(view.corners);
		const m = view.toSheet;
		const left = Math.max(0, Math.floor(box.left));
		const right = Math.min(this.width - 1, Math.ceil(box.right));
		const bottom = Math.min(this.height - 1, Math.ceil(box.bottom));
		const step = 1 / SUBSAMPLES;
		for (let y = Math.max(0, Math.floor(box.top)); y <= bottom; y++)
			for (let x = left; x <= right; x++) {
				let paper = 0;
				let ink = 0;
				for (let s = 0; s < SUBSAMPLES * SUBSAMPLES; s++) {
					const px = x - 0.5 + ((s % SUBSAMPLES) + 0.5) * step;
					const py = y - 0.5 + (Math.floor(s / SUBSAMPLES) + 0.5) * step;
					const w = m[6] * px + m[7] * py + m[8];
					const u = (m[0] * px + m[1] * py + m[2]) / w + HALF;
					const v = (m[3] * px + m[4] * py + m[5]) / w + HALF;
					if (u < 0 || v < 0 || u >= SHEET_SIDE || v >= SHEET_SIDE) continue;
					if (print[Math.floor(v * fineness) * printSide + Math.floor(u * fineness)] === 1) ink++;
					else paper++;
				}
				if (paper + ink === 0) continue;
				const at = y * this.width + x;
				const fibres = 1 + 0.02 * table.lattice.at(x / 1.7, y / 1.7);
				const sheet = (paper * scene.paper * fibres + ink * scene.ink) * step * step;
				this.#light[at] = sheet + this.#light[at] * (1 - (paper + ink) * step * step);
			}
	}

	/** A rod with a round end and a soft edge, shaded towards its sides. */
	#drawFinger(scene: Scene): void {
		const { fromX, fromY, toX, toY, radius } = scene.finger;
		const dx = fromX - toX;
		const dy = fromY - toY;
		const square = dx * dx + dy * dy;
		for (let py = 0, i = 0; py < this.height; py++)
			for (let px = 0; px < this.width; px++, i++) {
				const x = (px - this.width / 2) / this.height - toX;
				const y = (py - this.height / 2) / this.height - toY;
				const along = Math.min(1, Math.max(0, (x * dx + y * dy) / square));
				const awayX = x - along * dx;
				const awayY = y - along * dy;
				const away = Math.sqrt(awayX * awayX + awayY * awayY);
				const cover = Math.min(1, Math.max(0, (radius - away) * this.height));
				const shade = SKIN * (1 - (0.5 * away * away) / (radius * radius));
				this.#light[i] += cover * (shade - this.#light[i]);
			}
	}

	/** Reflectance to gray levels: a linear gradient of light over the sheet, going on around it within bounds. */
	#illuminate(scene: Scene, view: View): void {
		const dx = cosTurns(scene.lightDirection);
		const dy = sinTurns(scene.lightDirection);
		let low = Infinity;
		let high = -Infinity;
		for (let i = 0; i < 8; i += 2) {
			const along = view.corners[i] * dx + view.corners[i + 1] * dy;
			low = Math.min(low, along);
			high = Math.max(high, along);
		}
		const darkest = 1 / scene.lightRatio;
		const slope = (1 - darkest) / (high - low);
		const level = scene.exposure / scene.paper;
		for (let y = 0, i = 0; y < this.height; y++)
			for (let x = 0; x < this.width; x++, i++) {
				const light = darkest + (x * dx + y * dy - low) * slope;
				this.#light[i] *= level * Math.min(1.25, Math.max(0.6 * darkest, light));
			}
	}
}
