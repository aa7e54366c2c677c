import { type Leakage, leakage, type TonePlan } from "./tones";
import { convert, peak } from "./waveform";

/**
 * What demodulation makes of the tones on the output lines: tones off their bins leak into each other, a spectrum
 * analyser loses the sign, a converter before the demodulator sees samples. Amplitudes in amperes, tone by tone, `lines` a
 * tone, in place.
 */
export class Receiver {
	/** Bits of a converter in front of the demodulator, or 0. */
	readonly #sampleBits: number;
	readonly #magnitude: boolean;
	readonly #found: Float64Array;
	readonly #foundQuadrature: Float64Array;
	readonly #wave: Float64Array;
	#sent: TonePlan | undefined;
	#tuned: TonePlan | undefined;
	#leakage: Leakage | undefined;

	/**
	 * @param tones most tones of a plan. @param samples of a window.
	 * @param sampleBits bits of a converter before the demodulator, whose range follows each line's own peak; 0 for none.
	 */
	constructor(tones: number, samples: number, magnitude: boolean, sampleBits: number) {
		this.#sampleBits = sampleBits;
		this.#magnitude = magnitude;
		this.#found = new Float64Array(tones);
		this.#foundQuadrature = new Float64Array(tones);
		this.#wave = new Float64Array(sampleBits > 0 ? samples : 0);
	}

	/** Says which tones come and which the receiver is tuned to; both of the same number. */
	tune(sent: TonePlan, tuned: TonePlan): void {
		if (this.#sent === sent && this.#tuned === tuned) return;
		this.#sent = sent;
		this.#tuned = tuned;
		this.#leakage = sent === tuned && sent.orthogonal ? undefined : leakage(sent, tuned);
	}

	/** The tones leak into each other, so `receive` needs the amplitudes without noise as well. */
	get leaks(): boolean {
		return this.#leakage !== undefined && this.#sampleBits === 0;
	}

	/**
	 * @param quadrature read only where magnitudes are detected: noise a quarter turn away from each tone.
	 * @param clean read only where tones leak: the amplitudes without noise. Noise fills the band, so it does not leak.
	 */
	receive(amplitudes: Float64Array, quadrature: Float64Array, lines: number, clean: Float64Array): void {
		const sent = this.#sent;
		const tuned = this.#tuned;
		if (sent === undefined || tuned === undefined) return;
		if (this.#sampleBits > 0)
			for (let line = 0; line < lines; line++) {
				this.#demodulate(amplitudes, line, lines, sent, tuned);
				for (let m = 0; m < sent.count; m++) {
					amplitudes[m * lines + line] = this.#found[m];
					if (this.#magnitude) quadrature[m * lines + line] += this.#foundQuadrature[m];
				}
			}
		else if (this.#leakage !== undefined)
			for (let line = 0; line < lines; line++) {
				this.#leak(clean, line, lines, sent.count, this.#leakage);
				for (let m = 0; m < sent.count; m++) {
					const at = m * lines + line;
					amplitudes[at] += this.#found[m] - clean[at];
					if (this.#magnitude) quadrature[at] += this.#foundQuadrature[m];
				}
			}
		if (this.#magnitude) this.#detect(amplitudes, quadrature, lines * sent.count);
	}

	#detect(amplitudes: Float64Array, quadrature: Float64Array, count: number): void {
		for (let n = 0; n < count; n++)
			amplitudes[n] = Math.sqrt(amplitudes[n] * amplitudes[n] + quadrature[n] * quadrature[n]);
	}

	#leak(amplitudes: Float64Array, line: number, lines: number, count: number, { inPhase, quadrature }: Leakage): void {
		for (let m = 0; m < count; m++) {
			let real = 0;
			let imaginary = 0;
			for (let k = 0; k < count; k++) {
				real += inPhase[m * count + k] * amplitudes[k * lines + line];
				imaginary += quadrature[m * count + k] * amplitudes[k * lines + line];
			}
			this.#found[m] = real;
			this.#foundQuadrature[m] = imaginary;
		}
	}

	#demodulate(amplitudes: Float64Array, line: number, lines: number, sent: TonePlan, tuned: TonePlan): void {
		const { count, samples } = sent;
		for (let k = 0; k < count; k++) this.#found[k] = amplitudes[k * lines + line];
		sent.source.synthesise(this.#found, 1, this.#wave);
		const largest = peak(this.#wave, 0, samples);
		if (largest > 0) convert(this.#wave, 0, samples, this.#sampleBits, largest);
		tuned.demodulator.coherent(this.#wave, 1, this.#found);
		tuned.demodulator.quadrature(this.#wave, 1, this.#foundQuadrature);
	}
}
