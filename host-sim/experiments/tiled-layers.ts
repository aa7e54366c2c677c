import { Random } from "../../firmware/math/random";
import { type Experiment, row } from "./experiment";
import { relativeError, rms } from "./measure";

const LAYERS = 4;
const SIZE = 32;

export const tiledLayers: Experiment = {
	id: "E16",
	title: "Errors through four layers",
	mirrors: "FMC supplement 12: four tiled crossbars",
	claim:
		"Four linear layers of 32 x 32 signed random weights in a row, each adding independent errors of the same relative size to its outputs: they grow as the root of the number of " +
		"layers, so four layers cost a factor of two. Measured: rms error of the last layer over its rms, rms over draws.",
	run({ seed, quick }) {
		const random = new Random(seed, 16);
		const draws = quick ? 200 : 600;
		const after = (layers: number, error: number) => {
			const errors: number[] = [];
			for (let draw = 0; draw < draws; draw++) {
				let exact = Float64Array.from({ length: SIZE }, () => random.gaussian());
				let noisy = exact;
				for (let layer = 0; layer < layers; layer++) {
					const weights = Float64Array.from({ length: SIZE * SIZE }, () => random.gaussian() / Math.sqrt(SIZE));
					exact = product(weights, exact);
					noisy = product(weights, noisy);
					const scale = error * rms([...noisy]);
					noisy = noisy.map(value => value + scale * random.gaussian());
				}
				errors.push(100 * relativeError(noisy, exact));
			}
			return rms(errors);
		};
		const sizes = [0.5, 1, 2];
		const layers = [1, 2, 3, 4];
		return {
			rows: sizes.map(size =>
				row(
					`${LAYERS} layers, ${size} % each`,
					after(LAYERS, size / 100),
					"%",
					`${2 * size}.0 %`,
					2 * size * 0.85,
					2 * size * 1.15,
				),
			),
			plot: {
				kind: "curves",
				title: "E16: error after layers of 1 % each",
				x: { label: "Layers", low: 1, high: 4 },
				y: { label: "Relative error (%)", low: 0, high: 2.5 },
				series: [
					{ label: "measured", x: layers, y: layers.map(count => after(count, 0.01)), mark: "both" },
					{ label: "root of the number of layers", x: layers, y: layers.map(Math.sqrt), reference: true },
				],
			},
		};
	},
};

function product(weights: Float64Array, vector: Float64Array): Float64Array<ArrayBuffer> {
	const result = new Float64Array(SIZE);
	for (let i = 0; i < SIZE; i++) for (let j = 0; j < SIZE; j++) result[j] += weights[i * SIZE + j] * vector[i];
	return result;
}
