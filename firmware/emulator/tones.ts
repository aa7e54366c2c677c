import { CimError } from "../errors";
import { Demodulator, newmanPhases, ToneSource, type Tones } from "./waveform";

/** Tones that the window and its samples cannot carry. */
export class ToneError extends CimError {}

/** The carriers of one window, and their time domain, made when first asked for. */
export class TonePlan implements Tones {
	readonly count: number;
	/** Cycles per window: distinct whole numbers are orthogonal. */
	readonly cycles: Float64Array;
	/** Turns. */
	readonly phases: Float64Array;
	/** Samples per window. */
	readonly samples: number;
	#source: ToneSource | undefined;
	#demodulator: Demodulator | undefined;

	/** Throws ToneError unless every tone lies above 0 and below half the samples. */
	constructor(cycles: Float64Array, phases: Float64Array, samples: number) {
		this.count = cycles.length;
		this.cycles = cycles;
		this.phases = phases;
		this.samples = samples;
		for (let k = 0; k < this.count; k++) {
			if (!(cycles[k] > 0 && cycles[k] < samples / 2))
				throw new ToneError(
					"tone-out-of-band",
					`tone ${k} at ${cycles[k]} cycles per window: ${samples} samples carry tones above 0 and below ${samples / 2}; lower the first tone or the spacing`,
				);
		}
	}

	get source(): ToneSource {
		this.#source ??= new ToneSource(this);
		return this.#source;
	}

	get demodulator(): Demodulator {
		this.#demodulator ??= new Demodulator(this);
		return this.#demodulator;
	}

	/** Integrating over the window separates the tones exactly. */
	get orthogonal(): boolean {
		for (let k = 0; k < this.count; k++) {
			if (this.cycles[k] !== Math.floor(this.cycles[k])) return false;
			for (let m = 0; m < k; m++) if (this.cycles[m] === this.cycles[k]) return false;
		}
		return true;
	}
}
Object.freeze(TonePlan.prototype);

/** `count` tones from `first` on, `spacing` apart, in cycles per window. Throws ToneError. */
export function evenTones(
	count: number,
	first: number,
	spacing: number,
	phases: "newman" | "equal",
	samples: number,
): TonePlan {
	const cycles = new Float64Array(count);
	for (let k = 0; k < count; k++) cycles[k] = first + k * spacing;
	return new TonePlan(cycles, phases === "newman" ? newmanPhases(count) : new Float64Array(count), samples);
}

/** What a receiver finds of tones that are not its own: row-major, received tones x sent tones. */
export interface Leakage {
	inPhase: Float64Array;
	quadrature: Float64Array;
}

/**
 * What a receiver tuned to tone m finds of a sent tone k of amplitude 1 (fmc.md section 5.1). The identity matrix, and
 * zero in quadrature, where sender and receiver share an orthogonal plan.
 */
export function leakage(sent: TonePlan, received: TonePlan): Leakage {
	const units = new Float64Array(sent.count * sent.count);
	for (let k = 0; k < sent.count; k++) units[k * sent.count + k] = 1;
	const signals = new Float64Array(sent.count * sent.samples);
	sent.source.synthesise(units, sent.count, signals);
	const found = new Float64Array(sent.count * received.count);
	received.demodulator.coherent(signals, sent.count, found);
	const inPhase = transposed(found, sent.count, received.count);
	received.demodulator.quadrature(signals, sent.count, found);
	return { inPhase, quadrature: transposed(found, sent.count, received.count) };
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
	const result = new Float64Array(matrix.length);
	for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j];
	return result;
}
