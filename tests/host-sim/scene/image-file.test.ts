import { encode as encodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orientationOf, turn } from "../../../host-sim/scene/exif-orientation";
import { decodeColors, decodeImage } from "../../../host-sim/scene/image-file";
import { fit } from "../../../host-sim/scene/photo-source";

function png(width: number, height: number, pixels: number[][]): Uint8Array {
	const image = new PNG({ width, height });
	image.data = Buffer.from(pixels.flat());
	return PNG.sync.write(image);
}

test("gray is luma, and what is transparent is white", () => {
	const { gray } = decodeImage(
		png(6, 1, [
			[0, 0, 0, 255],
			[255, 255, 255, 255],
			[255, 0, 0, 255],
			[0, 255, 0, 255],
			[0, 0, 255, 255],
			[0, 0, 0, 0],
		]),
		"test",
	);
	assert.equal([...gray], [0, 255, 76, 149, 28, 255]);
});

test("colours are the file's, on white paper", () => {
	const file = png(3, 1, [
		[10, 20, 30, 255],
		[0, 100, 200, 128],
		[7, 7, 7, 0],
	]);
	const { width, height, rgb } = decodeColors(file, "test");
	assert.equal([width, height, ...rgb], [3, 1, 10, 20, 30, 127, 177, 227, 255, 255, 255]);
});

test("a JPEG that lies on its side is turned as its EXIF says", () => {
	const width = 16;
	const height = 8;
	const data = Buffer.alloc(4 * width * height, 255);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) data.fill(x < 8 ? 40 : 200, 4 * (y * width + x), 4 * (y * width + x) + 3);
	const plain = encodeJpeg({ width, height, data }, 95).data;
	const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
	const app1 = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
	const turned = Buffer.concat([
		plain.subarray(0, 2),
		Buffer.from([0xff, 0xe1, 0, app1.length + 2, ...app1]),
		plain.subarray(2),
	]);
	const image = decodeImage(turned, "test");
	assert.is(image.width, 8);
	assert.is(image.height, 16);
	assert.ok(image.gray[0] < 60 && image.gray[15 * 8] > 180, "a quarter turn clockwise brings the left side up");
	const colors = decodeColors(turned, "test");
	assert.equal([colors.width, colors.height], [8, 16]);
	assert.ok(colors.rgb[1] < 60 && colors.rgb[3 * 15 * 8 + 1] > 180);
});

test("the eight orientations of EXIF", () => {
	const image = { width: 3, height: 2, gray: Uint8Array.of(1, 2, 3, 4, 5, 6) };
	const expected: Record<number, number[]> = {
		1: [1, 2, 3, 4, 5, 6],
		2: [3, 2, 1, 6, 5, 4],
		3: [6, 5, 4, 3, 2, 1],
		4: [4, 5, 6, 1, 2, 3],
		5: [1, 4, 2, 5, 3, 6],
		6: [4, 1, 5, 2, 6, 3],
		7: [6, 3, 5, 2, 4, 1],
		8: [3, 6, 2, 5, 1, 4],
	};
	for (const [orientation, gray] of Object.entries(expected))
		assert.equal([...turn(image, Number(orientation)).gray], gray, orientation);
	assert.is(orientationOf(undefined), 1);
	assert.is(orientationOf(new Uint8Array(40).fill(0xff)), 1);
});

test("scaling down takes the mean of the area, and the shape is kept", () => {
	const image = { width: 8, height: 4, gray: Uint8Array.from({ length: 32 }, (_, i) => (i % 2) * 200) };
	const out = new Uint8Array(16);
	fit(image, out, 4, 4);
	assert.equal([...out], [96, 96, 96, 96, 100, 100, 100, 100, 100, 100, 100, 100, 96, 96, 96, 96]);
});

test.run();
