import { Mode } from "../../firmware/accelerator/registers";
import type { Core, CoreSettings, MultiplyReport, ProgramReport } from "../../firmware/emulator/core";
import { mix32, Random } from "../../firmware/math/random";
import type { Classifier } from "./classifier";
import { pixelCode } from "./ideal-chip";

const STORAGE = 0;
const WEIGHTS = 1;
/** Streams of a shot's seed. */
const Stream = { weights: 1, calibration: 2, pictures: 3, multiply: 4 } as const;

/**
 * A model on a core without the SPI bytes between: what the driver does, in a few calls. For measuring a model, where
 * thousands of shots count; the wire adds nothing to a score.
 */
export class CoreRunner {
	readonly report: MultiplyReport = {
		outputs: 0,
		clipped: 0,
		conversions: 0,
		microseconds: 0,
		noiseFloor: 0,
		energy: 0,
	};
	readonly #model: Classifier;
	readonly #core: Core;
	readonly #settings: CoreSettings;
	readonly #programmed: ProgramReport = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	/** Pixel codes as the storage array takes them: pixel by pixel, picture by picture. */
	readonly #codes: Uint8Array;

	/** Programs the weights and calibrates the converters. @param seed of the chip: another seed is another chip */
	constructor(model: Classifier, core: Core, seed: number) {
		this.#model = model;
		this.#core = core;
		this.#settings = {
			...core.defaults,
			toneAmplitude: model.toneAmplitude * 1e-9,
			fullScale: model.fullScale * 1e-12,
		};
		this.#codes = new Uint8Array(model.rows * model.vectors);
		core.erase(WEIGHTS, new Random(seed, Stream.weights));
		this.#program(WEIGHTS, 2 * model.labels.length, model.codes, model.bits, new Random(seed, Stream.weights));
		core.calibrate(this.#settings, new Random(seed, Stream.calibration));
	}

	/** Scores of pictures given as ink 0 to 255: converter codes, picture by picture, label by label. */
	readInk(ink: Uint8Array, seed: number): Int8Array {
		return this.read(
			ink.map(value => pixelCode(value, this.#model.pictureBits)),
			seed,
		);
	}

	/** Scores of pictures given as pixel codes, picture by picture. */
	read(pictures: Uint8Array, seed: number): Int8Array {
		const { rows, vectors, labels, pictureBits } = this.#model;
		for (let k = 0; k < vectors; k++)
			for (let i = 0; i < rows; i++) this.#codes[i * vectors + k] = pictures[k * rows + i];
		const random = new Random(mix32(seed), Stream.pictures);
		this.#core.erase(STORAGE, random);
		this.#program(STORAGE, vectors, this.#codes, pictureBits, random);
		random.reseed(mix32(seed), Stream.multiply);
		this.#core.multiply(Mode.TONES_CASCADE, STORAGE, vectors, this.#settings, random, this.report);
		const stride = this.#core.arrays[WEIGHTS].columns / 2;
		const scores = new Int8Array(vectors * labels.length);
		for (let k = 0; k < vectors; k++)
			for (let j = 0; j < labels.length; j++) scores[k * labels.length + j] = this.#core.outputs[k * stride + j];
		return scores;
	}

	#program(array: number, columns: number, codes: Uint8Array, bits: number, random: Random): void {
		const levels = (1 << bits) - 1;
		const { rows } = this.#model;
		this.#core.program(array, 0, 0, rows, columns, codes, levels, this.#settings, random, this.#programmed);
	}
}
