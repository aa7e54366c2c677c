import { encode as encodeJpeg } from "jpeg-js";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { decodeImage } from "../../../host-sim/scene/image-file";
import { jpegMeans } from "../../../host-sim/scene/jpeg-means";

/** A picture with structure at all sizes, and with colour. */
function picture(width: number, height: number, quality: number): Uint8Array {
	const random = new Random(width * height);
	const data = Buffer.alloc(4 * width * height, 255);
	for (let i = 0; i < width * height; i++) {
		const level = 128 + 90 * Math.sin((i % width) / 19) * Math.cos(Math.floor(i / width) / 31) + 20 * random.gaussian();
		for (let channel = 0; channel < 3; channel++)
			data[4 * i + channel] = Math.max(0, Math.min(255, level + 20 * (channel - 1)));
	}
	return encodeJpeg({ width, height, data }, quality).data;
}

for (const [width, height, quality] of [
	[64, 48, 90],
	[100, 37, 60],
	[8, 8, 30],
	[131, 90, 95],
])
	test(`a JPEG of ${width} x ${height}: the mean of each block of its luma`, () => {
		const bytes = picture(width, height, quality);
		const { image } = jpegMeans(bytes)!;
		assert.equal([image.width, image.height], [Math.ceil(width / 8), Math.ceil(height / 8)]);
		const whole = decodeImage(bytes, "test");
		for (let row = 0; row < Math.floor(height / 8); row++)
			for (let column = 0; column < Math.floor(width / 8); column++) {
				let sum = 0;
				for (let i = 0; i < 64; i++) sum += whole.gray[(8 * row + (i >> 3)) * width + 8 * column + (i & 7)];
				// luma of clipped, rounded colours is not quite that of the file
				assert.ok(Math.abs(image.gray[row * image.width + column] - sum / 64) < 3, `block ${column}, ${row}`);
			}
	});

test("restart markers and a file in the hand of chance: read or refused in words, never more", () => {
	const random = new Random(5);
	const whole = Uint8Array.from(picture(48, 40, 70));
	let read = 0;
	let refused = 0;
	for (let n = 0; n < 1500; n++) {
		const bytes = whole.slice(0, random.below(4) === 0 ? random.below(whole.length) : whole.length);
		for (let k = random.below(4); k > 0; k--) bytes[2 + random.below(bytes.length)] = random.below(256);
		// what the caller checks first: a size that its pixels can have
		try {
			if (jpegMeans(bytes)) read++;
		} catch (error) {
			assert.is((error as Error).constructor, Error);
			refused++;
		}
	}
	assert.ok(read > 100 && refused > 500, `${read} read, ${refused} refused`);
});

test("what has no luma of its own is left to a whole decoder", () => {
	const bytes = Uint8Array.from(picture(16, 16, 80));
	const frame = Buffer.from(bytes).indexOf(Buffer.from([0xff, 0xc0]));
	const arithmetic = bytes.slice();
	arithmetic[frame + 1] = 0xc9;
	assert.is(jpegMeans(arithmetic), undefined);
	const adobe = [0xff, 0xee, 0, 14, ...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, 0];
	assert.is(jpegMeans(Uint8Array.from([...bytes.subarray(0, 2), ...adobe, ...bytes.subarray(2)])), undefined);
});

test.run();
