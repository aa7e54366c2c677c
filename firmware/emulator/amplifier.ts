import type { TonePlan } from "./tones";

/**
 * Transimpedance amplifiers, one a line: voltage = resistance x current, limited to +-saturation. The sign inversion is
 * left out, as the receiver's reference turns with it.
 */
export class TransimpedanceAmplifiers {
	readonly resistance: number;
	readonly saturation: number;
	readonly #wave: Float64Array;
	/** Lines whose waveform met the limit in the last call. */
	saturated = 0;

	/** @param resistance ohm. @param saturation volts. @param samples per window, of the tone plans. */
	constructor(resistance: number, saturation: number, samples: number) {
		this.resistance = resistance;
		this.saturation = saturation;
		this.#wave = new Float64Array(samples);
	}

	/**
	 * Turns currents into voltages in place: tone amplitudes, tone by tone, `lines` a tone.
	 * A line that can reach the limit is made in time, clipped and analysed again; the harmonics of the clipping that fall on
	 * no tone are lost, as in a receiver.
	 */
	amplify(signals: Float64Array, lines: number, plan: TonePlan): void {
		const count = plan.count * lines;
		for (let n = 0; n < count; n++) signals[n] *= this.resistance;
		this.saturated = 0;
		for (let line = 0; line < lines; line++) {
			let bound = 0;
			for (let n = line; n < count; n += lines) bound += signals[n] < 0 ? -signals[n] : signals[n];
			if (bound > this.saturation && this.#clips(signals, line, lines, plan)) {
				this.saturated++;
				this.#analyse(signals, line, lines, plan);
			}
		}
	}

	/** Makes the waveform of a line and clips it; whether anything was clipped. */
	#clips(signals: Float64Array, line: number, lines: number, plan: TonePlan): boolean {
		const { carriers, samples } = plan;
		const wave = this.#wave;
		let clipped = false;
		wave.fill(0);
		for (let k = 0; k < plan.count; k++) {
			const amplitude = signals[k * lines + line];
			for (let n = 0; n < samples; n++) wave[n] += amplitude * carriers[k * samples + n];
		}
		for (let n = 0; n < samples; n++) {
			if (wave[n] > this.saturation) wave[n] = this.saturation;
			else if (wave[n] < -this.saturation) wave[n] = -this.saturation;
			else continue;
			clipped = true;
		}
		return clipped;
	}

	#analyse(signals: Float64Array, line: number, lines: number, plan: TonePlan): void {
		const { carriers, samples } = plan;
		for (let k = 0; k < plan.count; k++) {
			let sum = 0;
			for (let n = 0; n < samples; n++) sum += this.#wave[n] * carriers[k * samples + n];
			signals[k * lines + line] = (2 / samples) * sum;
		}
	}
}
