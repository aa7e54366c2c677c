import { idealVision, type VisionProfile, vision } from "../../../firmware/emulator/profiles/vision";
import { PhotoPhysics } from "../../../firmware/emulator/vision/photo-physics";
import { Random } from "../../../firmware/math/random";
import { gateLevels } from "../../../firmware/sensing/vision/gate-levels";
import { type Kernel, kernels, TAPS } from "../../../firmware/sensing/vision/kernel";
import { VisionSensor } from "../../../firmware/sensing/vision/vision-sensor";
import { SceneSource } from "../../scene/scene-source";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";

const COLUMNS = 40;
const ROWS = 30;
const NAMES = Object.keys(kernels) as (keyof typeof kernels)[];
const READY = NAMES.map(name => kernels[name]);
const SPREADS = [0.01, 0.02, 0.03, 0.05, 0.1, 0.2];
const BITS = [2, 3, 4, 5, 6, 8];

/** A sensor of this profile. */
function sensorOf(set: readonly Kernel[], profile: VisionProfile, seed: number): VisionSensor {
	return new VisionSensor({
		columns: COLUMNS,
		rows: ROWS,
		kernels: set.map(kernel => gateLevels(kernel, profile.gateBits)),
		physics: new PhotoPhysics(profile, seed),
	});
}

/** The light that each pixel sees: what an identity kernel without any error gives. */
function lightOf(gray: Uint8Array, width: number, height: number): Float64Array {
	const light = new Float64Array(COLUMNS * ROWS);
	for (let i = 0; i < light.length; i++) {
		const left = Math.floor(((i % COLUMNS) * width) / COLUMNS);
		const top = Math.floor((Math.floor(i / COLUMNS) * height) / ROWS);
		const right = Math.floor((((i % COLUMNS) + 1) * width) / COLUMNS);
		const bottom = Math.floor(((Math.floor(i / COLUMNS) + 1) * height) / ROWS);
		let sum = 0;
		for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += gray[y * width + x];
		light[i] = Math.floor((16 * sum) / ((right - left) * (bottom - top))) / 16;
	}
	return light;
}

/** Convolution in floating point; the edge's light goes on beyond it. */
function convolve(light: Float64Array, kernel: Kernel, map: Float64Array): void {
	for (let i = 0; i < map.length; i++) {
		const row = Math.floor(i / COLUMNS);
		const column = i % COLUMNS;
		let sum = 0;
		for (let tap = 0; tap < TAPS; tap++) {
			const y = Math.min(Math.max(row + Math.floor(tap / 3) - 1, 0), ROWS - 1);
			const x = Math.min(Math.max(column + (tap % 3) - 1, 0), COLUMNS - 1);
			sum += kernel[tap] * light[y * COLUMNS + x];
		}
		map[i] = sum;
	}
}

/**
 * Root mean square difference of the maps from the convolutions, relative to the root mean square of these, by kernel, over
 * `frames` scenes. @param kernelOf the kernel that is convolved: the wanted one, or what the gate levels make of it
 */
function errorsOf(
	set: readonly Kernel[],
	profile: VisionProfile,
	frames: number,
	seed: number,
	kernelOf: (kernel: Kernel) => Kernel,
): { relative: number[]; largest: number } {
	const source = new SceneSource({ seed });
	const sensor = sensorOf(set, profile, seed);
	const map = new Float64Array(COLUMNS * ROWS);
	const squares = new Float64Array(set.length);
	const signals = new Float64Array(set.length);
	let largest = 0;
	for (let frame = 0; frame < frames; frame++) {
		const gray = source.frame(frame);
		sensor.expose(gray, source.width, source.height);
		const light = lightOf(gray, source.width, source.height);
		set.forEach((kernel, k) => {
			convolve(light, kernelOf(kernel), map);
			for (let i = 0; i < map.length; i++) {
				const difference = Math.abs(sensor.maps[k][i] - map[i]);
				squares[k] += difference * difference;
				signals[k] += map[i] * map[i];
				if (difference > largest) largest = difference;
			}
		});
	}
	return { relative: set.map((_, k) => Math.sqrt(squares[k] / signals[k])), largest };
}

/** What `bits` of gate levels make of a kernel. */
function rounded(kernel: Kernel, bits: number): Kernel {
	const { levels, scale } = gateLevels(kernel, bits);
	return Array.from(levels, level => level / scale);
}

/**
 * What spread alone ought to do: every one of nine photocurrents errs by the spread of itself, independently, so the variance of a
 * sum is spread^2 times the sum of their squares. Relative error of the map for a spread of one.
 */
function expectedFromSpread(frames: number, seed: number, kernel: Kernel): number {
	const source = new SceneSource({ seed });
	const squared = kernel.map(weight => weight * weight);
	const map = new Float64Array(COLUMNS * ROWS);
	let variance = 0;
	let signal = 0;
	for (let frame = 0; frame < frames; frame++) {
		const light = lightOf(source.frame(frame), source.width, source.height);
		convolve(
			light.map(value => value * value),
			squared,
			map,
		);
		for (const value of map) variance += value;
		convolve(light, kernel, map);
		for (const value of map) signal += value * value;
	}
	return Math.sqrt(variance / signal);
}

/** Kernels as training may find them: weights drawn evenly, the largest a full response. */
function anyKernels(seed: number): Kernel[] {
	const random = new Random(seed, 1);
	return Array.from({ length: 12 }, () => {
		const weights = Array.from({ length: TAPS }, () => 2 * random.uniform() - 1);
		const most = Math.max(...weights.map(Math.abs));
		return weights.map(weight => weight / most);
	});
}

export const kernelFidelity: Experiment = {
	id: "V1",
	title: "Kernels in the sensor",
	mirrors:
		"Wang C.-Y. et al. 2020: edge enhancement, sharpening and contrast in a sensor of gate-tunable pixels (no figures for their error)",
	claim:
		"Photocurrents weighted by gate voltages sum to a convolution. Ideal: to the rounding of one gray step. With few gate levels and responses " +
		"that spread it degrades. Measured: root mean square difference from the convolution relative to the convolution's, scenes of the " +
		"letter sheet, 40 x 30 pixels; the curve is the Sobel kernel; levels: mean of twelve kernels of random weights. Expected from spread: the nine currents err independently.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const frames = quick ? 4 : 30;
		const exact = errorsOf(READY, idealVision, frames, seed, kernel => rounded(kernel, idealVision.gateBits));
		const rows = [row("ideal sensor: largest difference", exact.largest, "gray steps", "at most 0.5", 0, 0.5 + 1e-9)];
		const spreads = SPREADS.map(spread => {
			const physics = { ...idealVision, spread };
			return errorsOf([kernels.sobelX], physics, frames, seed, kernel => rounded(kernel, 8)).relative[0];
		});
		const expectedPerSpread = expectedFromSpread(Math.min(frames, 8), seed, rounded(kernels.sobelX, 8));
		SPREADS.forEach((spread, n) => {
			const expected = spread * expectedPerSpread;
			if (spread !== 0.02 && spread !== 0.05 && spread !== 0.2) return;
			const words = `${(100 * expected).toFixed(1)} % (independent currents)`;
			rows.push(row(`Sobel, spread ${100 * spread} %`, 100 * spreads[n], "%", words, 85 * expected, 115 * expected));
		});
		const any = anyKernels(seed);
		const levels = BITS.map(gateBits => {
			const { relative } = errorsOf(any, { ...idealVision, gateBits }, frames, seed, kernel => kernel);
			return relative.reduce((sum, error) => sum + error, 0) / any.length;
		});
		BITS.forEach((bits, n) => {
			const most = n > 0 ? 100 * levels[n - 1] : undefined;
			rows.push(
				row(
					`any kernel, gate levels of ${bits} bits`,
					100 * levels[n],
					"%",
					"the fewer levels, the more error",
					0,
					most,
				),
			);
		});
		const all = errorsOf(READY, vision, frames, seed, kernel => kernel);
		NAMES.forEach((name, k) => {
			rows.push(row(`${name}, the profile's spread, levels and noise`, 100 * all.relative[k], "%", ""));
		});
		return {
			rows,
			plot: {
				kind: "curves",
				title: "V1: kernels in the sensor",
				x: { label: "Spread of the photoresponse (%)", scale: "log" },
				y: { label: "Error of the Sobel map (%)", scale: "log" },
				series: [
					{
						label: "measured",
						x: SPREADS.map(spread => 100 * spread),
						y: spreads.map(value => 100 * value),
						mark: "both",
					},
				],
			},
		};
	},
};
