import { encode as encodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { frameByteLength, ImageType, PixelError, toGray } from "../../../firmware/sensing/pixels";
import { decodeImage, ImageError } from "../../../host-sim/scene/image-file";

const random = new Random(77);
const TALLY = { decoded: 0, refused: 0 };

function seeds(): Uint8Array[] {
	const images: Uint8Array[] = [];
	for (const [width, height] of [
		[1, 1],
		[5, 3],
		[8, 8],
		[17, 9],
	]) {
		const data = Buffer.alloc(4 * width * height);
		for (let i = 0; i < data.length; i++) data[i] = random.below(256);
		const image = Object.assign(new PNG({ width, height }), { data });
		for (const colorType of [0, 2, 4, 6] as const) images.push(PNG.sync.write(image, { colorType }));
		images.push(encodeJpeg({ width, height, data }, 60).data);
	}
	return images;
}

/** Flips, cuts, doubles, inserts: what happens to files. */
function mutate(bytes: Uint8Array): Uint8Array {
	const out = Uint8Array.from(bytes);
	switch (random.below(5)) {
		case 0:
			return out.subarray(0, random.below(out.length));
		case 1: {
			const from = random.below(out.length);
			out.copyWithin(random.below(out.length), from, from + random.below(20));
			return out;
		}
		case 2:
			out[random.below(out.length)] ^= 1 << random.below(8);
			return out;
		case 3: {
			const at = random.below(out.length - 3);
			for (let i = 0; i < 4; i++) out[at + i] = random.below(4) === 0 ? 255 : random.below(256);
			return out;
		}
		default:
			for (let i = 1 + random.below(6); i > 0; i--) out[random.below(out.length)] = random.below(256);
			return out;
	}
}

function decode(bytes: Uint8Array): void {
	try {
		const image = decodeImage(bytes, "fuzz");
		assert.is(image.gray.length, image.width * image.height);
		TALLY.decoded++;
	} catch (error) {
		assert.instance(error, ImageError, String((error as Error).stack));
		TALLY.refused++;
	}
}

test("30,000 mutated PNG and JPEG files are read or refused by name", () => {
	const images = seeds();
	for (let i = 0; i < 30_000; i++) decode(mutate(images[i % images.length]));
	assert.ok(TALLY.decoded > 1000 && TALLY.refused > 5000, JSON.stringify(TALLY));
	process.stdout.write(`\nmeasured: mutated images: ${TALLY.decoded} read, ${TALLY.refused} refused\n`);
});

test("20,000 random byte strings behind an image's first bytes are refused by name", () => {
	const starts = [[], [0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]];
	for (let i = 0; i < 20_000; i++) {
		const bytes = new Uint8Array(random.below(200));
		for (let k = 0; k < bytes.length; k++) bytes[k] = random.int32();
		bytes.set(starts[i % 3].slice(0, bytes.length));
		decode(bytes);
	}
});

test("20,000 frames of random type, size and length are converted or refused by name", () => {
	const types: number[] = [...Object.values(ImageType), 5, 255];
	for (let i = 0; i < 20_000; i++) {
		const width = 1 + random.below(12);
		const height = 1 + random.below(12);
		const type = types[random.below(types.length)];
		const exact = random.below(2) === 0 && type !== 5 && type !== 255;
		const bytes = new Uint8Array(exact ? frameByteLength(type, width * height) : random.below(300));
		for (let k = 0; k < bytes.length; k++) bytes[k] = random.int32();
		try {
			toGray(bytes, type, width, height, new Uint8Array(width * height));
		} catch (error) {
			assert.instance(error, PixelError);
			assert.not(exact, "a frame of the right length is converted");
		}
	}
});

test.run();
