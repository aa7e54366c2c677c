import { CimError } from "../errors";
import { cosTurns, sinTurns } from "../math/elementary";

/** Tones that the window and its samples cannot carry. */
export class ToneError extends CimError {}

/**
 * Carriers of one window: tone k is cos(2 pi (frequencies[k] t + phases[k])) with t from 0 to 1 over the window.
 * Frequencies in cycles per window (whole numbers are orthogonal), phases in turns.
 */
export class TonePlan {
	readonly count: number;
	readonly frequencies: Float64Array;
	readonly phases: Float64Array;
	/** Samples per window. */
	readonly samples: number;
	#carriers: Float64Array | undefined;

	/** Throws ToneError unless every frequency is above 0 and below half the samples. */
	constructor(frequencies: Float64Array, phases: Float64Array, samples: number) {
		this.count = frequencies.length;
		this.frequencies = frequencies;
		this.phases = phases;
		this.samples = samples;
		for (let k = 0; k < this.count; k++) {
			const frequency = frequencies[k];
			if (!(frequency > 0 && frequency < samples / 2))
				throw new ToneError(
					"tone-out-of-band",
					`tone ${k} at ${frequency} cycles per window: ${samples} samples carry tones above 0 and below ${samples / 2}; lower the first tone or the spacing`,
				);
		}
	}

	/** The carriers in time, count x samples, made when first asked for. */
	get carriers(): Float64Array {
		if (this.#carriers === undefined) {
			this.#carriers = new Float64Array(this.count * this.samples);
			for (let k = 0; k < this.count; k++) {
				for (let n = 0; n < this.samples; n++)
					this.#carriers[k * this.samples + n] = cosTurns((this.frequencies[k] * n) / this.samples + this.phases[k]);
			}
		}
		return this.#carriers;
	}

	/** Distinct whole cycles per window: integrating over the window separates the tones exactly. */
	get orthogonal(): boolean {
		for (let k = 0; k < this.count; k++) {
			if (this.frequencies[k] !== Math.floor(this.frequencies[k])) return false;
			for (let m = 0; m < k; m++) if (this.frequencies[m] === this.frequencies[k]) return false;
		}
		return true;
	}
}

/** `count` tones from `first` on, `spacing` apart, in cycles per window. */
export function evenTones(
	count: number,
	first: number,
	spacing: number,
	phases: "newman" | "equal",
	samples: number,
): TonePlan {
	const frequencies = new Float64Array(count);
	const turns = new Float64Array(count);
	for (let k = 0; k < count; k++) {
		frequencies[k] = first + k * spacing;
		turns[k] = phases === "newman" ? newmanPhase(k, count) : 0;
	}
	return new TonePlan(frequencies, turns, samples);
}

/** Phase of tone k in turns, -k^2 / (2 count): crest factor about 2.4 instead of sqrt(2 count) (Newman 1965; fmc.md section 5.5). */
export function newmanPhase(k: number, count: number): number {
	const turns = (k * k) / (2 * count);
	return Math.floor(turns) - turns;
}

/** Whole numbers of cycles below half the samples that no tone uses, lowest first, at most `wanted`. */
export function quietBins(plan: TonePlan, wanted: number): Int32Array {
	const bins: number[] = [];
	for (let bin = 1; bin < plan.samples / 2 && bins.length < wanted; bin++)
		if (!plan.frequencies.includes(bin)) bins.push(bin);
	return Int32Array.from(bins);
}

/**
 * What a receiver tuned to tone m finds of a sent tone k of amplitude 1, row-major receive.count x transmit.count:
 * the mean over the window of twice the sent carrier times the receiver's, and times its quadrature (fmc.md section 5.1).
 * The identity matrix and zero where sender and receiver share an orthogonal plan.
 */
export function leakage(transmit: TonePlan, receive: TonePlan): { inPhase: Float64Array; quadrature: Float64Array } {
	const samples = transmit.samples;
	const inPhase = new Float64Array(receive.count * transmit.count);
	const quadrature = new Float64Array(receive.count * transmit.count);
	const sent = transmit.carriers;
	const cosine = receive.carriers;
	const sine = new Float64Array(samples);
	for (let m = 0; m < receive.count; m++) {
		for (let n = 0; n < samples; n++) sine[n] = -sinTurns((receive.frequencies[m] * n) / samples + receive.phases[m]);
		for (let k = 0; k < transmit.count; k++) {
			let real = 0;
			let imaginary = 0;
			for (let n = 0; n < samples; n++) {
				const value = sent[k * samples + n];
				real += value * cosine[m * samples + n];
				imaginary += value * sine[n];
			}
			inPhase[m * transmit.count + k] = (2 / samples) * real;
			quadrature[m * transmit.count + k] = (2 / samples) * imaginary;
		}
	}
	return { inPhase, quadrature };
}
