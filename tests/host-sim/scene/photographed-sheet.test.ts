import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { encode as encodeJpeg } from "jpeg-js";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { crc32 } from "../../../firmware/math/crc32";
import { SheetReader } from "../../../firmware/sensing/sheet-reader";
import { turn } from "../../../host-sim/scene/exif-orientation";
import { decodeForFrame, decodeImage, type GrayImage, ImageError } from "../../../host-sim/scene/image-file";
import { fit } from "../../../host-sim/scene/photo-source";
import { nearestText } from "../../support/letters";
import { photographSheet } from "../../support/photographed-sheet";

const TEXT = "NAINVINAJNGINUHC";
const MB = 1024 * 1024;
/** photographSheet(TEXT, 4000, 3000), turned as orientation 6 wants it, by jpeg() with a quality of 30. */
const PHOTOGRAPH = "tests/fixtures/photographs/sheet-12mp.jpg";
/** How an upright image is stored whose EXIF orientation is n: the turn that orientation n takes back. */
const STORED = [0, 1, 2, 3, 4, 5, 8, 7, 6];
const folder = mkdtempSync(join(tmpdir(), "cim-edge-sheet-"));
test.after(() => rmSync(folder, { recursive: true }));

function jpeg({ width, height, gray }: GrayImage, orientation: number, quality = 75): Uint8Array {
	const data = Buffer.alloc(4 * gray.length, 255);
	for (let i = 0; i < gray.length; i++) data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = gray[i];
	const bytes = encodeJpeg({ width, height, data }, quality).data;
	const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
	const exif = [...Buffer.from("Exif\0\0"), ...tiff];
	return Buffer.concat([
		bytes.subarray(0, 2),
		Uint8Array.of(0xff, 0xe1, 0, exif.length + 2, ...exif),
		bytes.subarray(2),
	]);
}

/** Rows of samples without a filter, hardly packed: as large as such a file can be. @param type PNG's colour type */
function png(
	width: number,
	height: number,
	samples: Uint8Array,
	type = 0,
	depth = 8,
	palette?: Uint8Array,
): Uint8Array {
	const length = samples.length / height;
	const rows = Buffer.alloc((length + 1) * height);
	for (let y = 0; y < height; y++) rows.set(samples.subarray(y * length, (y + 1) * length), y * (length + 1) + 1);
	const chunk = (name: string, content: Uint8Array): Buffer => {
		const body = Buffer.concat([Buffer.from(name), content]);
		const ends = Buffer.alloc(8);
		ends.writeUInt32BE(content.length, 0);
		ends.writeUInt32BE(crc32(body), 4);
		return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([depth, type, 0, 0, 0], 8);
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	const colors = palette ? [chunk("PLTE", palette)] : [];
	const data = chunk("IDAT", deflateSync(rows, { level: 0 }));
	return Buffer.concat([signature, chunk("IHDR", header), ...colors, data, chunk("IEND", Buffer.alloc(0))]);
}

const reader = new SheetReader({ width: 160, height: 120 });
function read(bytes: Uint8Array): string {
	const frame = new Uint8Array(160 * 120);
	fit(decodeForFrame(bytes, "test", 160, 120), frame, 160, 120);
	return reader.read(frame) ? nearestText(reader.pictures) : reader.failure!.message;
}

test("a photographed sheet is read whichever of the eight ways its EXIF says it lies", () => {
	const upright = photographSheet(TEXT, 640, 480);
	for (let orientation = 1; orientation <= 8; orientation++)
		assert.is(read(jpeg(turn(upright, STORED[orientation]), orientation)), TEXT, `orientation ${orientation}`);
});

test("twelve megapixels, as JPEG that lies on its side and as PNG, take little memory", () => {
	const { width, height, gray } = photographSheet(TEXT, 4000, 3000);
	const asPng = join(folder, "sheet.png");
	writeFileSync(asPng, png(width, height, gray));
	for (const [path, most] of [
		[PHOTOGRAPH, 64 * MB],
		[asPng, 192 * MB],
	] as const) {
		const { stdout, stderr } = spawnSync(
			process.execPath,
			["--import", "tsx", "tests/support/read-photograph.ts", path],
			{ encoding: "utf8" },
		);
		assert.ok(stdout.startsWith("{"), stderr);
		const { text, peak } = JSON.parse(stdout);
		assert.is(text, TEXT);
		assert.ok(peak < most, `${path}: ${(peak / MB).toFixed(0)} MB`);
		const kind = path.slice(path.lastIndexOf(".") + 1);
		process.stdout.write(`\nmeasured: a ${kind} of 12 megapixels takes ${(peak / MB).toFixed(0)} MB at its peak\n`);
	}
});

const refuses = (bytes: Uint8Array, code: string, words: RegExp): void => {
	for (const decode of [() => decodeForFrame(bytes, "bomb", 160, 120), () => decodeImage(bytes, "bomb")])
		assert.throws(
			decode,
			(error: ImageError) => error instanceof ImageError && error.code === code && words.test(error.message),
		);
};

test("images that declare more than they can hold or than can be read are refused by name", () => {
	const small = jpeg({ width: 8, height: 8, gray: new Uint8Array(64) }, 1);
	const at = Buffer.from(small).indexOf(Buffer.from([0xff, 0xc0])) + 5;
	const declared = (width: number, height: number): Uint8Array => {
		const bytes = Buffer.from(small);
		bytes.writeUInt16BE(height, at);
		bytes.writeUInt16BE(width, at + 2);
		return bytes;
	};
	refuses(declared(65_500, 65_500), "image-too-large", /65500 x 65500/);
	refuses(declared(4000, 3000), "image-broken", /too short for 4000 x 3000/);
	const picture = png(4, 4, new Uint8Array(16));
	const huge = Buffer.from(picture);
	huge.writeUInt32BE(60_000, 16);
	huge.writeUInt32BE(60_000, 20);
	refuses(huge, "image-too-large", /60000 x 60000/);
	refuses(picture.subarray(0, 40), "image-broken", /broken PNG/);
});

test("gray, colour, palette, transparent, 16-bit: every kind of PNG comes as the same gray", () => {
	const levels = Uint8Array.from({ length: 128 }, (_, i) => 2 * i);
	const spread = (count: number, of: (level: number) => number[]): Uint8Array =>
		Uint8Array.from({ length: count * 128 }, (_, n) => of(levels[Math.floor(n / count)])[n % count]);
	const kinds: [string, Uint8Array][] = [
		["gray", png(16, 8, levels)],
		[
			"colour",
			png(
				16,
				8,
				spread(3, level => [level, level, level]),
				2,
			),
		],
		[
			"gray of 16 bits",
			png(
				16,
				8,
				spread(2, level => [level, level]),
				0,
				16,
			),
		],
		[
			"colour of 16 bits",
			png(
				16,
				8,
				spread(6, level => Array(6).fill(level)),
				2,
				16,
			),
		],
		[
			"gray with alpha",
			png(
				16,
				8,
				spread(2, level => [level, 255]),
				4,
			),
		],
		[
			"colour with alpha",
			png(
				16,
				8,
				spread(4, level => [level, level, level, 255]),
				6,
			),
		],
		[
			"palette",
			png(
				16,
				8,
				Uint8Array.from({ length: 128 }, (_, i) => i),
				3,
				8,
				spread(3, level => Array(3).fill(level)),
			),
		],
	];
	for (const [kind, bytes] of kinds) {
		const { gray } = decodeImage(bytes, kind);
		for (let i = 0; i < 128; i++) assert.ok(Math.abs(gray[i] - levels[i]) <= 1, `${kind}, pixel ${i}`);
	}
});

test.run();
