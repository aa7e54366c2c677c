import type { TonePlan } from "./tones";

/**
 * Transimpedance amplifiers, one a line: voltage = resistance x current, limited to +-saturation. The sign inversion is
 * left out, as the receiver's reference turns with it.
 */
export class TransimpedanceAmplifiers {
	readonly resistance: number;
	readonly saturation: number;
	readonly #samples: number;
	readonly #line: Float64Array;
	/** A line in time; made when one can first reach the limit. */
	#wave: Float64Array | undefined;
	/** Lines whose waveform met the limit in the last call. */
	saturated = 0;

	/** @param resistance ohm. @param saturation volts. @param tones most tones of a plan. @param samples of a window. */
	constructor(resistance: number, saturation: number, tones: number, samples: number) {
		this.resistance = resistance;
		this.saturation = saturation;
		this.#samples = samples;
		this.#line = new Float64Array(tones);
	}

	/**
	 * Turns currents into voltages in place: tone amplitudes, tone by tone, `lines` a tone.
	 * A line that can reach the limit is made in time, clipped and analysed again; what the clipping adds beside the tones is
	 * lost, as in a receiver.
	 */
	amplify(signals: Float64Array, lines: number, plan: TonePlan): void {
		const count = plan.count * lines;
		for (let n = 0; n < count; n++) signals[n] *= this.resistance;
		this.saturated = 0;
		for (let line = 0; line < lines; line++) {
			let bound = 0;
			for (let n = line; n < count; n += lines) bound += signals[n] < 0 ? -signals[n] : signals[n];
			if (bound > this.saturation) this.#limit(signals, line, lines, plan);
		}
	}

	#limit(signals: Float64Array, line: number, lines: number, plan: TonePlan): void {
		this.#wave ??= new Float64Array(this.#samples);
		const wave = this.#wave;
		const amplitudes = this.#line;
		for (let k = 0; k < plan.count; k++) amplitudes[k] = signals[k * lines + line];
		plan.source.synthesise(amplitudes, 1, wave);
		let clipped = false;
		for (let n = 0; n < plan.samples; n++) {
			if (wave[n] > this.saturation) wave[n] = this.saturation;
			else if (wave[n] < -this.saturation) wave[n] = -this.saturation;
			else continue;
			clipped = true;
		}
		if (!clipped) return;
		this.saturated++;
		plan.demodulator.coherent(wave, 1, amplitudes);
		for (let k = 0; k < plan.count; k++) signals[k * lines + line] = amplitudes[k];
	}
}
