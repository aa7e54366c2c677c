// The time domain of a frequency-multiplexed crossbar, sample by sample: tones -> cells -> transimpedance -> converter ->
// demodulation. It is the oracle of the frequency-domain shortcut I = G^T X (core), and the only place where what couples
// the tones can be seen: non-linear cells, clipping, a converter before demodulation, tones off their bins.
//
// Signals are Float64Array, line by line, `samples` values a line, one window. Nothing is allocated after construction.

import { cosTurns, sinTurns } from "../math/elementary";
import { sinh } from "../math/hyperbolic";

/** Tones of one window. */
export interface Tones {
	/** Cycles per window of each tone, distinct; whole numbers below samples / 2 are orthogonal. */
	cycles: ArrayLike<number>;
	/** Phase of each tone in turns. */
	phases: ArrayLike<number>;
	/** Samples per window. */
	samples: number;
}

/**
 * Phases in turns that keep the peak of `count` equal tones low: Newman, -pi (k-1)^2 / K radians. The crest factor of
 * sixteen equal tones falls from 5.66 (equal phases) to 1.81; of the letters' rows, from 5.05 to 2.46.
 */
export function newmanPhases(count: number): Float64Array {
	const phases = new Float64Array(count);
	for (let k = 0; k < count; k++) {
		const turns = (k * k) / (2 * count);
		phases[k] = Math.floor(turns) - turns;
	}
	return phases;
}

/** Makes the voltages of lines that carry tones. */
export class ToneSource {
	readonly count: number;
	readonly samples: number;
	#cosine: Float64Array;

	constructor(tones: Tones) {
		this.count = tones.cycles.length;
		this.samples = tones.samples;
		this.#cosine = new Float64Array(this.count * this.samples);
		for (let k = 0; k < this.count; k++)
			for (let n = 0; n < this.samples; n++)
				this.#cosine[k * this.samples + n] = cosTurns((tones.cycles[k] * n) / this.samples + tones.phases[k]);
	}

	/**
	 * v_i(t) = sum_k x_ik cos(2 pi f_k t + phi_k).
	 * @param amplitudes lines x tones, volts. @param signals lines x samples, volts, overwritten.
	 */
	synthesise(amplitudes: Float64Array, lines: number, signals: Float64Array): void {
		const { count, samples } = this;
		const cosine = this.#cosine;
		signals.fill(0, 0, lines * samples);
		for (let line = 0; line < lines; line++) {
			const to = line * samples;
			for (let k = 0; k < count; k++) {
				const amplitude = amplitudes[line * count + k];
				if (amplitude === 0) continue;
				const from = k * samples;
				for (let n = 0; n < samples; n++) signals[to + n] += amplitude * cosine[from + n];
			}
		}
	}
}
Object.freeze(ToneSource.prototype);

/** Finds the tones' amplitudes again: correlates each line with each tone over the window (a DFT at the tones alone). */
export class Demodulator {
	readonly count: number;
	readonly samples: number;
	#cosine: Float64Array;
	#sine: Float64Array;

	/**
	 * @param tones what the receiver takes the tones to be: its own clock and phases.
	 * @param window "hann" tolerates tones off their bins from a spacing of two bins on; at one bin it mixes neighbours.
	 */
	constructor(tones: Tones, window: "rectangular" | "hann" = "rectangular") {
		this.count = tones.cycles.length;
		this.samples = tones.samples;
		this.#cosine = new Float64Array(this.count * this.samples);
		this.#sine = new Float64Array(this.count * this.samples);
		for (let k = 0; k < this.count; k++)
			for (let n = 0; n < this.samples; n++) {
				// Both windows have mean 1, so that a tone on its bin comes out with its own amplitude.
				const weight = (2 / this.samples) * (window === "hann" ? 1 - cosTurns(n / this.samples) : 1);
				const turns = (tones.cycles[k] * n) / this.samples + tones.phases[k];
				this.#cosine[k * this.samples + n] = weight * cosTurns(turns);
				this.#sine[k * this.samples + n] = weight * sinTurns(turns);
			}
	}

	/** Amplitude in phase with each tone, signed. @param amplitudes lines x tones, overwritten. */
	coherent(signals: Float64Array, lines: number, amplitudes: Float64Array): void {
		correlate(this.#cosine, signals, lines, this.count, this.samples, amplitudes);
	}

	/** Amplitude a quarter turn ahead of each tone: 0 where nothing shifts the phase. */
	quadrature(signals: Float64Array, lines: number, amplitudes: Float64Array): void {
		correlate(this.#sine, signals, lines, this.count, this.samples, amplitudes);
		for (let k = 0; k < lines * this.count; k++) amplitudes[k] = -amplitudes[k];
	}

	/** What a spectrum analyser shows: the magnitude alone, the sign is lost. @param scratch lines x tones. */
	magnitude(signals: Float64Array, lines: number, amplitudes: Float64Array, scratch: Float64Array): void {
		correlate(this.#cosine, signals, lines, this.count, this.samples, amplitudes);
		correlate(this.#sine, signals, lines, this.count, this.samples, scratch);
		for (let k = 0; k < lines * this.count; k++)
			amplitudes[k] = Math.sqrt(amplitudes[k] * amplitudes[k] + scratch[k] * scratch[k]);
	}
}
Object.freeze(Demodulator.prototype);

function correlate(
	table: Float64Array,
	signals: Float64Array,
	lines: number,
	count: number,
	samples: number,
	amplitudes: Float64Array,
): void {
	for (let line = 0; line < lines; line++)
		for (let k = 0; k < count; k++) {
			const from = line * samples;
			const reference = k * samples;
			let sum = 0;
			for (let n = 0; n < samples; n++) sum += signals[from + n] * table[reference + n];
			amplitudes[line * count + k] = sum;
		}
}

/**
 * Non-linear cells, in place: v becomes V0 sinh(v / V0), the voltage a linear cell would need for the same current. All
 * cells of a line see the same voltage (the columns are virtual grounds) and share V0, so once a line is enough.
 * @param nonlinearVoltage V0 in volts.
 */
export function distort(signals: Float64Array, length: number, nonlinearVoltage: number): void {
	for (let n = 0; n < length; n++) signals[n] = nonlinearVoltage * sinh(signals[n] / nonlinearVoltage);
}

/**
 * Kirchhoff: i_j(t) = sum_i G_ij v_i(t).
 * @param conductances rows x columns, row-major, siemens. @param voltages rows x samples. @param currents columns x samples,
 * amperes, overwritten.
 */
export function collect(
	conductances: Float64Array,
	rows: number,
	columns: number,
	voltages: Float64Array,
	samples: number,
	currents: Float64Array,
): void {
	currents.fill(0, 0, columns * samples);
	for (let row = 0; row < rows; row++)
		for (let column = 0; column < columns; column++) {
			const conductance = conductances[row * columns + column];
			const from = row * samples;
			const to = column * samples;
			for (let n = 0; n < samples; n++) currents[to + n] += conductance * voltages[from + n];
		}
}

/** Inverting transimpedance amplifier, in place: -resistance x current, volts, clipped at +-saturation. */
export function amplify(signals: Float64Array, length: number, resistance: number, saturation: number): void {
	for (let n = 0; n < length; n++) {
		let voltage = -resistance * signals[n];
		if (voltage > saturation) voltage = saturation;
		else if (voltage < -saturation) voltage = -saturation;
		signals[n] = voltage;
	}
}

/**
 * Converter, in place, one line: two's complement, 2^bits codes, steps of fullScale / 2^(bits - 1), rounding to the nearest;
 * beyond its range it gives its outermost code. One bit is the sign: plus or minus half the full scale.
 */
export function convert(signals: Float64Array, line: number, samples: number, bits: number, fullScale: number): void {
	const first = line * samples;
	if (bits === 1) {
		for (let n = first; n < first + samples; n++) signals[n] = signals[n] < 0 ? -fullScale / 2 : fullScale / 2;
		return;
	}
	let highest = 1;
	for (let bit = 1; bit < bits; bit++) highest *= 2;
	const step = fullScale / highest;
	for (let n = first; n < first + samples; n++) {
		let code = Math.floor(signals[n] / step + 0.5);
		if (code > highest - 1) code = highest - 1;
		else if (code < -highest) code = -highest;
		signals[n] = code * step;
	}
}

/** Largest magnitude of one line in the window: the full scale of a converter that follows its own line. */
export function peak(signals: Float64Array, line: number, samples: number): number {
	let largest = 0;
	for (let n = line * samples; n < (line + 1) * samples; n++) {
		const magnitude = signals[n] < 0 ? -signals[n] : signals[n];
		if (magnitude > largest) largest = magnitude;
	}
	return largest;
}
