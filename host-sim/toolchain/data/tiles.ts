import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { CIFAR_LABELS } from "./cifar";
import { classesOf, DataError, type DataSet, numberedLabels } from "./data-set";

interface Picture {
	width: number;
	height: number;
	/** Red, green, blue, opacity. */
	data: Uint8ClampedArray;
}

/**
 * A lossless WebP picture that is a square grid of square colour tiles, row by row, and a class for each tile. Its decoder is
 * a package for development, as the shared data are. @throws DataError
 */
export async function tileDataSet(webp: Uint8Array, stored: Uint8Array, name: string): Promise<DataSet> {
	const count = stored.length;
	const across = Math.round(Math.sqrt(count));
	const picture = await decode(webp, name);
	const side = picture.width / across;
	if (count === 0 || across * across !== count || picture.width !== picture.height || !Number.isInteger(side))
		throw new DataError(
			`${name} has ${picture.width} x ${picture.height} pixels and ${count} classes: no square grid of tiles`,
		);
	const values = new Uint8Array(count * side * side * 3);
	let to = 0;
	for (let tile = 0; tile < count; tile++)
		for (let y = 0; y < side; y++) {
			const row = Math.floor(tile / across) * side + y;
			let from = 4 * (row * picture.width + (tile % across) * side);
			for (let x = 0; x < side; x++, from += 4) {
				values[to++] = picture.data[from];
				values[to++] = picture.data[from + 1];
				values[to++] = picture.data[from + 2];
			}
		}
	const classes = classesOf(stored, count, 256, name);
	const numbered = numberedLabels(classes);
	const labels = side === 32 && numbered.length <= CIFAR_LABELS.length ? CIFAR_LABELS : numbered;
	return { name, count, shape: { height: side, width: side, channels: 3 }, values, classes, labels };
}

async function decode(webp: Uint8Array, name: string): Promise<Picture> {
	const mark = Buffer.from(webp.buffer, webp.byteOffset, Math.min(webp.length, 12)).toString("latin1");
	if (!/^RIFF....WEBP$/s.test(mark)) throw new DataError(`${name} is no WebP picture`);
	const codec = await loadCodec();
	let picture: Picture | null;
	try {
		picture = codec.decode(webp);
	} catch {
		picture = null;
	}
	if (!picture) throw new DataError(`${name} is a broken WebP picture: get it again`);
	return picture;
}

interface Codec {
	decode(bytes: Uint8Array): Picture | null;
}

let loaded: Promise<Codec> | undefined;

function loadCodec(): Promise<Codec> {
	loaded ??= startCodec();
	return loaded;
}

async function startCodec(): Promise<Codec> {
	const file = "@jsquash/webp/codec/dec/webp_dec.js";
	let make: (options: object) => Promise<Codec>;
	let wasmBinary: Uint8Array;
	try {
		({ default: make } = await import(file));
		wasmBinary = readFileSync(createRequire(import.meta.url).resolve(file.replace(/js$/, "wasm")));
	} catch {
		throw new DataError("WebP pictures need the package @jsquash/webp: npm install --no-save @jsquash/webp");
	}
	// The package was made for browsers: it hands its pixels to their class.
	const globals = globalThis as { ImageData?: unknown };
	globals.ImageData ??= class {
		readonly data: Uint8ClampedArray;
		readonly width: number;
		readonly height: number;
		constructor(data: Uint8ClampedArray, width: number, height: number) {
			this.data = data;
			this.width = width;
			this.height = height;
		}
	};
	return make({ noInitialRun: true, wasmBinary });
}
