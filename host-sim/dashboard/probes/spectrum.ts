import { cosTurns, sinTurns } from "../../../firmware/math/elementary";

/** What a spectrum analyser shows of lines of one window: the magnitude in each whole number of cycles, from 0 to half the samples less 1. */
export class SpectrumAnalyser {
	readonly samples: number;
	readonly bins: number;
	readonly #cosine: Float64Array;
	readonly #sine: Float64Array;

	constructor(samples: number) {
		this.samples = samples;
		this.bins = samples >> 1;
		this.#cosine = new Float64Array(samples);
		this.#sine = new Float64Array(samples);
		for (let n = 0; n < samples; n++) {
			this.#cosine[n] = cosTurns(n / samples);
			this.#sine[n] = sinTurns(n / samples);
		}
	}

	/** Amplitudes, lines x bins, in the signals' unit: a tone on a bin comes out with its own amplitude. */
	magnitudes(signals: Float64Array, lines: number): Float32Array {
		const { samples, bins } = this;
		const found = new Float32Array(lines * bins);
		for (let line = 0; line < lines; line++)
			for (let bin = 0; bin < bins; bin++) {
				let real = 0;
				let imaginary = 0;
				for (let n = 0, turn = 0; n < samples; n++, turn = (turn + bin) % samples) {
					const value = signals[line * samples + n];
					real += value * this.#cosine[turn];
					imaginary += value * this.#sine[turn];
				}
				found[line * bins + bin] = ((bin === 0 ? 1 : 2) / samples) * Math.sqrt(real * real + imaginary * imaginary);
			}
		return found;
	}
}
