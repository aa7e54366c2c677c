import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { SheetReader } from "../../../firmware/sensing/sheet-reader";
import { turn } from "../../../host-sim/scene/exif-orientation";
import type { FrameSource } from "../../../host-sim/scene/frame-source";
import { decodeImage, type GrayImage } from "../../../host-sim/scene/image-file";
import { fit } from "../../../host-sim/scene/photo-source";
import { sharedData } from "../../support/data";
import { virtualDevice } from "../../support/virtual-device";

/** What the board's camera gives up to QVGA (modules/io/imagein/camera of SDK 8.2.3). */
const SIZES = [
	[96, 96],
	[128, 128],
	[160, 120],
	[176, 144],
	[240, 176],
	[240, 240],
	[320, 240],
] as const;
/** A quarter turn, half a turn, three quarters: EXIF's numbers for them. */
const TURNS = [1, 6, 3, 8] as const;
const DEVICE_VIEWS = 48;

const folder = sharedData("camera");

function photographs(): GrayImage[] {
	const names = readdirSync(folder!).sort();
	return names
		.filter(name => /\.(png|jpg|bmp)$/.test(name))
		.map(name => {
			const bytes = readFileSync(`${folder}/${name}`);
			return name.endsWith(".bmp") ? bitmap(bytes, name.includes("no_person") ? 0 : 0x80) : decodeImage(bytes, name);
		});
}

/** 8-bit bitmap, bottom row first; @param flip what its pixels are XORed with. */
function bitmap(bytes: Buffer, flip: number): GrayImage {
	const start = bytes.readUInt32LE(10);
	const width = bytes.readInt32LE(18);
	const height = bytes.readInt32LE(22);
	const gray = new Uint8Array(width * height);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) gray[y * width + x] = bytes[start + (height - 1 - y) * width + x] ^ flip;
	return { width, height, gray };
}

/** A part of the image, a fifth of it or more. */
function crop(image: GrayImage, random: Random): GrayImage {
	const part = 0.2 + 0.8 * random.uniform();
	const width = Math.max(16, Math.floor(image.width * part));
	const height = Math.max(16, Math.floor(image.height * part));
	const left = random.below(image.width - width + 1);
	const top = random.below(image.height - height + 1);
	const gray = new Uint8Array(width * height);
	for (let y = 0; y < height; y++)
		gray.set(image.gray.subarray((top + y) * image.width + left, (top + y) * image.width + left + width), y * width);
	return { width, height, gray };
}

/** Every photograph, whole and in part, in four turns: so many views of each. */
function* views(images: readonly GrayImage[], parts: number): Generator<GrayImage> {
	const random = new Random(31);
	for (let part = 0; part < parts; part++)
		for (const [n, image] of images.entries())
			yield turn(part === 0 ? image : crop(image, random), TURNS[(part + n) % TURNS.length]);
}

if (!folder) test.skip("photographs of real scenes", () => {});
else {
	test("no photograph of a real scene is taken for a sheet, at any size of the camera", () => {
		const images = photographs();
		assert.is(images.length, 10);
		let looks = 0;
		for (const [width, height] of SIZES) {
			const reader = new SheetReader({ width, height });
			const gray = new Uint8Array(width * height);
			for (const view of views(images, 3)) {
				fit(view, gray, width, height);
				assert.not(reader.read(gray), `view ${looks} at ${width} x ${height}`);
				looks++;
			}
		}
		process.stdout.write(`\nmeasured: ${looks} views of 10 photographs, none taken for a sheet\n`);
	});

	test("the whole device claims no letters of photographs and goes on", () => {
		const gray = new Uint8Array(160 * 120);
		const all = [...views(photographs(), 5)].slice(0, DEVICE_VIEWS);
		const source: FrameSource = {
			...{ width: 160, height: 120, identification: "photographs" },
			frame(index) {
				fit(all[index % all.length], gray, 160, 120);
				return gray;
			},
		};
		const device = virtualDevice({ source });
		device.runtime.start();
		device.time.advance((DEVICE_VIEWS + 4) * 500);
		assert.ok(device.reports.length >= DEVICE_VIEWS, `${device.reports.length} frames`);
		for (const { kind, code, text } of device.reports) assert.equal([kind, code, text], ["no-sheet", "no-frame", ""]);
	});
}

test.run();
