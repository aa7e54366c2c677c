import { test } from "uvu";
import * as assert from "uvu/assert";
import { idealVision, vision } from "../../../../firmware/emulator/profiles/vision";
import { PhotoPhysics } from "../../../../firmware/emulator/vision/photo-physics";
import { Random } from "../../../../firmware/math/random";
import { gateLevels } from "../../../../firmware/sensing/vision/gate-levels";
import { type Kernel, kernels } from "../../../../firmware/sensing/vision/kernel";
import { VisionSensor } from "../../../../firmware/sensing/vision/vision-sensor";

const COLUMNS = 13;
const ROWS = 9;

function randomLight(seed: number): Uint8Array {
	const random = new Random(seed);
	return Uint8Array.from({ length: COLUMNS * ROWS }, () => random.below(256));
}

/** The same sum in floating point, with the edge's light going on beyond it. */
function convolution(light: Uint8Array, kernel: Kernel): Float64Array {
	const result = new Float64Array(COLUMNS * ROWS);
	for (let row = 0; row < ROWS; row++)
		for (let column = 0; column < COLUMNS; column++)
			for (let tap = 0; tap < 9; tap++) {
				const y = Math.min(Math.max(row + Math.floor(tap / 3) - 1, 0), ROWS - 1);
				const x = Math.min(Math.max(column + (tap % 3) - 1, 0), COLUMNS - 1);
				result[row * COLUMNS + column] += kernel[tap] * light[y * COLUMNS + x];
			}
	return result;
}

function sensorOf(set: readonly Kernel[], profile = idealVision, physics = false): VisionSensor {
	return new VisionSensor({
		columns: COLUMNS,
		rows: ROWS,
		kernels: set.map(kernel => gateLevels(kernel, profile.gateBits)),
		physics: physics ? new PhotoPhysics(profile, 1) : undefined,
	});
}

function rmsDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
	return Math.sqrt(sum / a.length);
}

test("a pixel takes the mean light of its part of the frame, or of every so manieth row and column of it", () => {
	const identity = [gateLevels(kernels.identity, 8)];
	const random = new Random(8);
	for (const [columns, rows, width, height, sampling] of [
		[4, 3, 16, 12, 1],
		[4, 3, 16, 12, 2],
		[4, 3, 20, 15, 2],
		[5, 4, 23, 18, 2],
		[3, 2, 3, 2, 1],
		[2, 2, 12, 6, 3],
	]) {
		const gray = Uint8Array.from({ length: width * height }, () => random.below(256));
		const sensor = new VisionSensor({ columns, rows, kernels: identity, sampling });
		sensor.expose(gray, width, height);
		for (let i = 0; i < columns * rows; i++) {
			const part = (n: number, whole: number, parts: number): number => Math.floor((n * whole) / parts);
			const [row, column] = [Math.floor(i / columns), i % columns];
			let sum = 0;
			let count = 0;
			for (let y = part(row, height, rows); y < part(row + 1, height, rows); y += sampling)
				for (let x = part(column, width, columns); x < part(column + 1, width, columns); x += sampling, count++)
					sum += gray[y * width + x];
			const light = Math.floor((16 * sum) / count) / 16;
			assert.is(sensor.maps[0][i], Math.floor(light + 0.5), `${columns} x ${rows} of ${width} x ${height}, pixel ${i}`);
		}
	}
});

test("an ideal sensor's maps are the convolutions with its gate levels, to the rounding of one step", () => {
	const names = Object.keys(kernels) as (keyof typeof kernels)[];
	const sensor = sensorOf(names.map(name => kernels[name]));
	const withPhysics = sensorOf(
		names.map(name => kernels[name]),
		idealVision,
		true,
	);
	assert.is(sensor.conversions, names.length * COLUMNS * ROWS);
	for (let seed = 1; seed <= 20; seed++) {
		const light = randomLight(seed);
		sensor.exposePixels(light);
		withPhysics.exposePixels(light);
		names.forEach((name, k) => {
			const { levels, scale } = gateLevels(kernels[name], 8);
			const wanted = convolution(
				light,
				Array.from(levels, level => level / scale),
			);
			sensor.maps[k].forEach((value, i) => {
				assert.ok(Math.abs(value - wanted[i]) <= 0.5 + 1e-9, `${name} ${i}`);
			});
			assert.equal(withPhysics.maps[k], sensor.maps[k], `${name} through sub-pixels without spread`);
		});
	}
});

test("a pixel takes the mean light of its part of the frame", () => {
	const sensor = new VisionSensor({
		columns: 2,
		rows: 2,
		kernels: [gateLevels(kernels.identity, 8)],
	});
	const frame = Uint8Array.from([10, 20, 0, 0, 30, 40, 0, 255, 1, 1, 9, 9, 1, 1, 9, 10]);
	sensor.expose(frame, 4, 4);
	assert.equal(Array.from(sensor.maps[0]), [25, 64, 1, 9]);
	assert.throws(() => sensor.expose(frame, 1, 16), /a frame of 1 x 16 pixels and 16 bytes for a sensor of 2 x 2/);
	assert.throws(() => sensor.expose(frame, 5, 5), /use a larger one/);
});

test("a kernel that sees no even light goes on seeing none, with as few levels as it needs", () => {
	assert.equal(gateLevels(kernels.edges, 5), { levels: Int8Array.of(-1, -1, -1, -1, 8, -1, -1, -1, -1), scale: 8 });
	assert.equal(Array.from(gateLevels(kernels.sobelX, 3).levels), [-1, 0, 1, -2, 0, 2, -1, 0, 1]);
	for (const bits of [3, 4, 5, 6, 8])
		assert.is(
			gateLevels(kernels.sobelY, bits).levels.reduce((sum, level) => sum + level, 0),
			0,
		);
});

test("few gate levels, spread and noise each move the maps away; the same seed gives the same maps", () => {
	const light = randomLight(5);
	const ideal = sensorOf([kernels.sobelX]);
	ideal.exposePixels(light);
	const reference = ideal.maps[0];
	const random = new Random(9);
	const any = Array.from({ length: 8 }, () => Array.from({ length: 9 }, () => 2 * random.uniform() - 1));
	const errors = [6, 4, 3].map(gateBits => {
		const sensor = sensorOf(any, { ...idealVision, gateBits });
		sensor.exposePixels(light);
		return any.reduce((sum, kernel, k) => sum + rmsDifference(sensor.maps[k], convolution(light, kernel)), 0);
	});
	assert.ok(errors[0] < errors[1] && errors[1] < errors[2], `fewer levels: ${errors}`);
	const spread = sensorOf([kernels.sobelX], { ...idealVision, spread: 0.05 }, true);
	spread.exposePixels(light);
	const off = rmsDifference(spread.maps[0], reference);
	assert.ok(off > 3 && off < 20, `spread of 5 %: ${off} steps`);
	const noisy = sensorOf([kernels.sobelX], vision, true);
	const again = sensorOf([kernels.sobelX], vision, true);
	noisy.exposePixels(light);
	again.exposePixels(light);
	assert.equal(noisy.maps[0], again.maps[0]);
	const first = noisy.maps[0].slice();
	noisy.exposePixels(light);
	assert.not.equal(noisy.maps[0], first, "another exposure has other noise");
});

test("a slow response follows a step of light over several frames", () => {
	const sensor = sensorOf([kernels.identity], { ...idealVision, followed: 0.5 }, true);
	const at = (): number => sensor.maps[0][0];
	sensor.exposePixels(new Uint8Array(COLUMNS * ROWS));
	const bright = new Uint8Array(COLUMNS * ROWS).fill(200);
	const seen: number[] = [];
	for (let n = 0; n < 4; n++) {
		sensor.exposePixels(bright);
		seen.push(at());
	}
	assert.equal(seen, [100, 150, 175, 188]);
});

test("kernels and sensors that cannot be are refused with what is allowed", () => {
	assert.throws(() => gateLevels([1, 2], 5), /a kernel has 9 weights, row by row, not 2/);
	assert.throws(() => gateLevels([0, 0, 0, 0, 1.5, 0, 0, 0, 0], 5), /weight 4 is 1.5: .* -1 to 1/);
	assert.throws(() => gateLevels(kernels.identity, 1), /gate levels of 1 bits: use 2 to 8/);
	assert.throws(() => new VisionSensor({ columns: 0, rows: 4, kernels: [] }), /0 x 4 pixels/);
});

test.run();
