import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { frameByteLength, ImageType, PixelError, toGray } from "../../../firmware/sensing/pixels";
import { rounds } from "../../support/rounds";

const COLORS = [
	{ name: "black", word: 0x0000, gray: 0 },
	{ name: "white", word: 0xffff, gray: 255 },
	{ name: "red", word: 0xf800, gray: (3 * 255) >> 3 },
	{ name: "green", word: 0x07e0, gray: (4 * 255) >> 3 },
	{ name: "blue", word: 0x001f, gray: 255 >> 3 },
];

test("RGB565 in both byte orders weighs the colours 3 : 4 : 1", () => {
	for (const { name, word, gray } of COLORS) {
		const out = new Uint8Array(1);
		toGray(Uint8Array.of(word & 255, word >> 8), ImageType.RGB565LE, 1, 1, out);
		assert.is(out[0], gray, `${name}, little-endian`);
		toGray(Uint8Array.of(word >> 8, word & 255), ImageType.RGB565BE, 1, 1, out);
		assert.is(out[0], gray, `${name}, big-endian`);
	}
});

test("YUV422 takes luma and leaves colour alone", () => {
	const out = new Uint8Array(2);
	toGray(Uint8Array.of(10, 99, 200, 33), ImageType.YUV422, 2, 1, out);
	assert.equal([...out], [10, 200]);
});

test("8-bit gray is copied", () => {
	const out = new Uint8Array(3);
	toGray(Uint8Array.of(1, 2, 255), ImageType.Monochrome, 3, 1, out);
	assert.equal([...out], [1, 2, 255]);
});

test("a frame of another length or type is refused and leaves the buffer alone", () => {
	const random = new Random(1);
	const types = [...Object.values(ImageType), 0, 4, 5, 9, -1, Number.NaN];
	let refused = 0;
	for (let i = 0; i < rounds(20_000); i++) {
		const width = 1 + random.below(8);
		const height = 1 + random.below(8);
		const type = types[random.below(types.length)];
		const frame = new Uint8Array(random.below(130));
		for (let k = 0; k < frame.length; k++) frame[k] = random.int32();
		const gray = new Uint8Array(width * height).fill(77);
		try {
			toGray(frame, type, width, height, gray);
			assert.is(frame.length, frameByteLength(type, width * height));
		} catch (error) {
			assert.instance(error, PixelError);
			assert.match((error as PixelError).code, /^(image-type|frame-length)$/);
			assert.ok(
				gray.every(value => value === 77),
				"untouched",
			);
			refused++;
		}
	}
	assert.ok(refused > rounds(1000) && refused < rounds(20_000), `${refused} refused`);
});

test.run();
