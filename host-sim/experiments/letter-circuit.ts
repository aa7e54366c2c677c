import { readFileSync } from "node:fs";
import { fmc } from "../../firmware/emulator/profiles/fmc";
import {
	amplify,
	collect,
	convert,
	Demodulator,
	distort,
	newmanPhases,
	peak,
	ToneSource,
} from "../../firmware/emulator/waveform";
import { parseModel } from "../../firmware/model/format";
import { glyph } from "../scene/font";
import { conductance } from "../toolchain/ideal-chip";

/** The paper's sixteen letters (figure 3). */
export const PAPER_TEXT = "NAINVINAJNGINUHC";

/** How a shot is sent and received; what is left out is ideal. */
export interface ShotOptions {
	/** Phases of the tones; a list is in turns (default "newman"). */
	phases?: "newman" | "equal" | ArrayLike<number>;
	/** Cycles per window of the sender's tones (default 1..16). */
	cycles?: ArrayLike<number>;
	/** Cycles per window that the receiver expects (default: the sender's). */
	receiverCycles?: ArrayLike<number>;
	window?: "rectangular" | "hann";
	samples?: number;
	/** U0, volts. */
	amplitude?: number;
	/** Transimpedance between the arrays, ohm. */
	resistance?: number;
	/** V0 of i = G V0 sinh(v / V0); linear without it. */
	nonlinearVoltage?: number;
	/** Converter ahead of the demodulation, full scale the column's own peak; none without it. */
	bitsBefore?: number;
}

export interface Shot {
	/** Pictures x labels, amperes. */
	scores: Float64Array;
	/** Largest voltage on a row of the weight array, volts. */
	rowPeak: number;
	/** Best label of each picture. */
	text: string;
	/** How many letters of the text it has right. */
	right: number;
}

/**
 * The letters demonstration sample by sample: sixteen pictures in the storage array, one tone each; 25 transimpedance
 * amplifiers; the trained weight array; demodulation of nine differential columns.
 */
export class LetterCircuit {
	readonly labels: string[];
	readonly text: string;
	#rows: number;
	#storage: Float64Array;
	#weights: Float64Array;

	/** @param text sixteen letters that the model knows. */
	constructor(text = PAPER_TEXT) {
		const model = parseModel(readFileSync(new URL("../../firmware/model/letters.cim", import.meta.url)));
		this.labels = model.labels;
		this.text = text;
		this.#rows = model.rows;
		// Driven on its columns: lines are pictures, collected are pixels.
		this.#storage = new Float64Array(text.length * model.rows);
		[...text].forEach((letter, picture) => {
			glyph(letter).forEach((ink, pixel) => {
				this.#storage[picture * model.rows + pixel] = conductance(ink, 1, fmc);
			});
		});
		this.#weights = Float64Array.from(model.codes, code => conductance(code, model.bits, fmc));
	}

	/** The same by the matrix product alone: G+ - G- times the stored pictures. */
	ideal(amplitude = fmc.amplitude, resistance = fmc.amplifier.resistance): Float64Array {
		const labels = this.labels.length;
		const scores = new Float64Array(this.text.length * labels);
		for (let k = 0; k < this.text.length; k++)
			for (let i = 0; i < this.#rows; i++)
				for (let j = 0; j < labels; j++) {
					const at = i * 2 * labels + 2 * j;
					scores[k * labels + j] +=
						resistance * amplitude * this.#storage[k * this.#rows + i] * (this.#weights[at] - this.#weights[at + 1]);
				}
		return scores;
	}

	/** One shot. */
	shoot(options: ShotOptions = {}): Shot {
		const pictures = this.text.length;
		const labels = this.labels.length;
		const rows = this.#rows;
		const samples = options.samples ?? fmc.tones.samples;
		const cycles = options.cycles ?? Array.from({ length: pictures }, (_, k) => k + 1);
		const phases = choosePhases(options.phases ?? "newman", pictures);

		const drive = new Float64Array(pictures * pictures);
		for (let k = 0; k < pictures; k++) drive[k * pictures + k] = options.amplitude ?? fmc.amplitude;
		const driven = new Float64Array(pictures * samples);
		new ToneSource({ cycles, phases, samples }).synthesise(drive, pictures, driven);
		if (options.nonlinearVoltage) distort(driven, driven.length, options.nonlinearVoltage);

		const lines = new Float64Array(rows * samples);
		collect(this.#storage, pictures, rows, driven, samples, lines);
		amplify(lines, lines.length, options.resistance ?? fmc.amplifier.resistance, fmc.amplifier.saturation);
		let rowPeak = 0;
		for (let row = 0; row < rows; row++) rowPeak = Math.max(rowPeak, peak(lines, row, samples));
		if (options.nonlinearVoltage) distort(lines, lines.length, options.nonlinearVoltage);

		const polarities = new Float64Array(2 * labels * samples);
		collect(this.#weights, rows, 2 * labels, lines, samples, polarities);
		// The amplifier between the arrays inverts, so the negative cell counts up.
		const columns = new Float64Array(labels * samples);
		for (let j = 0; j < labels; j++)
			for (let n = 0; n < samples; n++)
				columns[j * samples + n] = polarities[(2 * j + 1) * samples + n] - polarities[2 * j * samples + n];
		if (options.bitsBefore)
			for (let j = 0; j < labels; j++) convert(columns, j, samples, options.bitsBefore, peak(columns, j, samples));

		const spectrum = new Float64Array(labels * pictures);
		const receiver = { cycles: options.receiverCycles ?? cycles, phases, samples };
		new Demodulator(receiver, options.window).coherent(columns, labels, spectrum);
		const scores = new Float64Array(pictures * labels);
		for (let k = 0; k < pictures; k++)
			for (let j = 0; j < labels; j++) scores[k * labels + j] = spectrum[j * pictures + k];
		return { scores, rowPeak, ...this.#read(scores) };
	}

	#read(scores: Float64Array): { text: string; right: number } {
		const labels = this.labels.length;
		let text = "";
		let right = 0;
		for (let k = 0; k < this.text.length; k++) {
			let best = 0;
			for (let j = 1; j < labels; j++) if (scores[k * labels + j] > scores[k * labels + best]) best = j;
			text += this.labels[best];
			if (this.labels[best] === this.text[k]) right++;
		}
		return { text, right };
	}
}

function choosePhases(phases: NonNullable<ShotOptions["phases"]>, count: number): ArrayLike<number> {
	if (phases === "newman") return newmanPhases(count);
	return phases === "equal" ? new Float64Array(count) : phases;
}
