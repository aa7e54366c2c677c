import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_HEIGHT, DEFAULT_WIDTH, type FrameSource } from "./frame-source";
import { decodeForFrame, type GrayImage, ImageError } from "./image-file";

const IMAGE_NAME = /\.(png|jpe?g)$/i;
const MAXIMUM_BYTES = 64 * 1024 * 1024;

/** Gray around a photograph whose shape is not the frame's. */
const SURROUND = 96;

export interface PhotoSourceOptions {
	width?: number;
	height?: number;
	/** The `check` of an identification: the photographs must be the same as then. */
	check?: string;
}

/**
 * Photographs as a camera's frames: one PNG or JPEG file, shown again and again, or the images of a folder in the order
 * of their names, round and round. Each is decoded when its turn comes.
 */
export class PhotoSource implements FrameSource {
	readonly width: number;
	readonly height: number;
	readonly identification: string;
	readonly #files: string[];
	readonly #gray: Uint8Array;
	#shown: string | undefined;

	/** Throws ImageError "image-missing", "image-folder-empty", "image-changed", or what the first image is refused for. */
	constructor(path: string, options: PhotoSourceOptions = {}) {
		this.width = options.width ?? DEFAULT_WIDTH;
		this.height = options.height ?? DEFAULT_HEIGHT;
		this.#files = imagesAt(path);
		this.#gray = new Uint8Array(this.width * this.height);
		const check = hashOf(this.#files, path);
		if (options.check !== undefined && options.check !== check)
			throw new ImageError(
				"image-changed",
				`${path} is not what it was: its check is ${check}, the recorded one ${options.check}; frames from it would differ`,
			);
		let identification = `photo:${path.split("/").map(encodeURIComponent).join("/")}?check=${check}`;
		if (this.width !== DEFAULT_WIDTH || this.height !== DEFAULT_HEIGHT)
			identification += `&width=${this.width}&height=${this.height}`;
		this.identification = identification;
		this.frame(0);
	}

	frame(index: number): Uint8Array {
		const file = this.#files[index % this.#files.length];
		if (file !== this.#shown) {
			this.#shown = undefined;
			fit(decodeForFrame(readImage(file), file, this.width, this.height), this.#gray, this.width, this.height);
			this.#shown = file;
		}
		return this.#gray;
	}
}

function imagesAt(path: string): string[] {
	let isFolder: boolean;
	try {
		isFolder = statSync(path).isDirectory();
	} catch {
		throw new ImageError("image-missing", `there is no file or folder ${path}`);
	}
	if (!isFolder) return [path];
	const names = readdirSync(path)
		.filter(name => IMAGE_NAME.test(name))
		.sort();
	if (names.length === 0)
		throw new ImageError("image-folder-empty", `the folder ${path} has no image: it needs .png, .jpg or .jpeg files`);
	return names.map(name => join(path, name));
}

function readImage(file: string): Uint8Array {
	let size: number;
	try {
		size = statSync(file).size;
		if (size <= MAXIMUM_BYTES) return readFileSync(file);
	} catch (cause) {
		throw new ImageError("image-missing", `${file} cannot be read: ${(cause as Error).message}`);
	}
	throw new ImageError(
		"image-too-large",
		`${file} has ${size} bytes, at most ${MAXIMUM_BYTES / 1024 / 1024} MB can be read: scale it down`,
	);
}

/** Tells one set of photographs from another: of a file its content, of a folder the names and sizes. */
function hashOf(files: string[], path: string): string {
	const hash = createHash("sha256");
	if (files.length === 1 && files[0] === path) hash.update(readImage(path));
	else for (const file of files) hash.update(`${file.slice(path.length)}\n${statSync(file).size}\n`);
	return hash.digest("hex").slice(0, 8);
}

/** Scales `image` into `out`, as large as fits and centred; each pixel is the mean of the area it covers. */
export function fit(image: GrayImage, out: Uint8Array, width: number, height: number): void {
	const scale = Math.max(image.width / width, image.height / height);
	const left = (width - image.width / scale) / 2;
	const top = (height - image.height / scale) / 2;
	for (let y = 0, i = 0; y < height; y++)
		for (let x = 0; x < width; x++, i++) out[i] = meanOf(image, (x - left) * scale, (y - top) * scale, scale);
}

/** Mean gray of a square of side `side`, rounded; SURROUND where its middle is outside of the image. */
function meanOf(image: GrayImage, left: number, top: number, side: number): number {
	const { width, height, gray } = image;
	const middleX = left + side / 2;
	const middleY = top + side / 2;
	if (middleX < 0 || middleY < 0 || middleX >= width || middleY >= height) return SURROUND;
	const right = Math.min(width, left + side);
	const bottom = Math.min(height, top + side);
	let sum = 0;
	let area = 0;
	for (let y = Math.max(0, Math.floor(top)); y < bottom; y++) {
		const down = Math.min(bottom, y + 1) - Math.max(top, y);
		for (let x = Math.max(0, Math.floor(left)); x < right; x++) {
			const part = down * (Math.min(right, x + 1) - Math.max(left, x));
			sum += part * gray[y * width + x];
			area += part;
		}
	}
	return Math.floor(sum / area + 0.5);
}
