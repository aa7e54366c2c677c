import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Camera, CameraClass, CameraOptions } from "../../../firmware/hardware";
import { Capture } from "../../../firmware/sensing/capture";
import { ImageType } from "../../../firmware/sensing/pixels";
import { encode } from "../../../host-sim/node/camera";

const WIDTH = 96;
const HEIGHT = 96;

/** A camera that knows some image types and refuses the others with words of its own. */
function cameraWith(types: readonly number[], onStart = () => {}) {
	const seen = { asked: [] as number[], closed: 0, gray: new Uint8Array(WIDTH * HEIGHT).fill(200) };
	const io: CameraClass = class implements Camera {
		readonly width = WIDTH;
		readonly height = HEIGHT;
		readonly imageType: number;
		#waiting = true;
		constructor({ imageType }: CameraOptions) {
			seen.asked.push(imageType);
			if (!types.includes(imageType)) throw new RangeError(`no type ${imageType}`);
			this.imageType = imageType;
		}
		read(): ArrayBuffer | undefined {
			if (!this.#waiting) return undefined;
			this.#waiting = false;
			const frame = new Uint8Array(WIDTH * HEIGHT * (this.imageType === ImageType.Monochrome ? 1 : 2));
			encode(seen.gray, this.imageType, frame);
			return frame.buffer;
		}
		start(): void {
			onStart();
		}
		stop(): void {}
		close(): void {
			seen.closed++;
		}
	};
	return { io, seen };
}

const open = (io: CameraClass, imageType: number = ImageType.Monochrome): Capture =>
	new Capture({ io, width: WIDTH, height: HEIGHT, imageType, onFrame: () => {} });

for (const [name, type] of Object.entries(ImageType))
	test(`a camera that gives only ${name} is read all the same`, () => {
		const { io, seen } = cameraWith([type]);
		const capture = open(io);
		assert.ok(capture.take());
		capture.convert();
		assert.is(capture.gray.length, WIDTH * HEIGHT);
		assert.ok(capture.gray.every(level => Math.abs(level - 200) <= 4));
		capture.release();
		assert.is(seen.asked.at(-1), type);
	});

test("the type that the settings name is asked for first, each other once", () => {
	const { io, seen } = cameraWith([ImageType.RGB565BE]);
	open(io, ImageType.RGB565LE);
	assert.equal(seen.asked, [ImageType.RGB565LE, ImageType.Monochrome, ImageType.YUV422, ImageType.RGB565BE]);
});

test("a camera that gives nothing is told of in the words of its first refusal", () => {
	assert.throws(() => open(cameraWith([]).io), /no type 3$/);
});

test("a camera that does not start is closed again", () => {
	const { io, seen } = cameraWith([ImageType.Monochrome], () => {
		throw new Error("no frame buffers");
	});
	assert.throws(() => open(io), /no frame buffers/);
	assert.is(seen.closed, 1);
});

test.run();
