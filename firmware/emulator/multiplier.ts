import type { Random } from "../math/random";
import { TransimpedanceAmplifiers } from "./amplifier";
import type { ArrayDescription, CoreSettings } from "./core";
import type { Crossbar } from "./crossbar";
import type { CellModel } from "./devices/cell";
import type { Instances } from "./energy";
import { LineMatrix } from "./line-matrix";
import { driveColumns, driveRows, driveRowsQuadrature, gaussian, lineFloor, outputFloor } from "./products";
import type { FmcProfile } from "./profiles/fmc";
import { Receiver } from "./receiver";
import { evenTones, type TonePlan } from "./tones";

/** Carriers that are sent and those the receiver is tuned to, in place of the profile's, for as many tones. */
export interface GivenTones {
	sent: TonePlan;
	tuned: TonePlan;
}

/**
 * What two crossbars compute by tones, up to the converter: an array read, vectors through an array, an array read into
 * the next. Leaves currents in `amperes` and says what it took. Buffers are reused.
 */
export class ToneMultiplier {
	/** Outputs of the last multiply in amperes: row by row when read, else vector by vector. */
	readonly amperes: Float64Array;
	outputs = 0;
	/** Windows it took, one after the other. */
	windows = 1;
	/** Root mean square noise of an output in amperes, measured in bins without a tone. */
	noiseFloor = 0;
	readonly used: Instances = { sources: 0, cells: 0, amplifiers: 0, demodulators: 0, conversions: 0 };
	readonly amplifiers: TransimpedanceAmplifiers;

	readonly #profile: FmcProfile;
	readonly #cell: CellModel;
	readonly #given: GivenTones | undefined;
	readonly #matrices: readonly LineMatrix[];
	readonly #receiver: Receiver;
	readonly #magnitude: boolean;
	/** Amplitudes on the rows, tone by tone, in phase and (where magnitudes are detected) in quadrature. */
	readonly #rows: Float64Array;
	readonly #rowsQuadrature: Float64Array;
	readonly #quadrature: Float64Array;
	/** Amplitudes without noise, where tones leak; made when they first do. */
	#clean = new Float64Array(0);
	readonly #quietRows: Float64Array;
	#plan: TonePlan | undefined;
	#planFirst = 0;
	#planSpacing = 0;

	/** @param amperes, rows room to work in: a number for each cell of the larger array, and for each of its columns a picture. */
	constructor(
		profile: FmcProfile,
		cell: CellModel,
		arrays: readonly ArrayDescription[],
		crossbars: readonly Crossbar[],
		given: GivenTones | undefined,
		amperes: Float64Array,
		rows: Float64Array,
	) {
		const { pixels, pictures, classes, converter, tones, amplifier, wires } = profile;
		const lines = Math.max(pictures, 2 * classes);
		const uncompensated = wires.compensation === "none" ? wires : undefined;
		const sampleBits = converter.where === "before demodulation" ? converter.bits : 0;
		this.#profile = profile;
		this.#cell = cell;
		this.#given = given;
		this.#magnitude = profile.demodulation === "magnitude";
		this.#matrices = crossbars.map(
			(crossbar, n) => new LineMatrix(crossbar, arrays[n].differential === "columns", uncompensated),
		);
		this.#receiver = new Receiver(lines, tones.samples, this.#magnitude, sampleBits);
		this.amplifiers = new TransimpedanceAmplifiers(amplifier.resistance, amplifier.saturation, lines, tones.samples);
		this.amperes = amperes;
		this.#quadrature = new Float64Array(this.#magnitude ? amperes.length : 0);
		this.#rows = rows;
		this.#rowsQuadrature = new Float64Array(this.#magnitude ? rows.length : 0);
		this.#quietRows = new Float64Array(pixels);
	}

	/** Read mode: every cell of the array, one tone a column. */
	read(array: number, settings: CoreSettings, random: Random): void {
		const matrix = this.#matrices[array];
		const { rows, columns } = matrix;
		const cells = rows * columns;
		const { resistance } = this.amplifiers;
		const plan = this.#tune(columns, settings);
		if (this.#receiver.leaks) {
			this.#driveColumns(matrix, plan, settings.toneAmplitude, undefined);
			for (let n = 0; n < cells; n++) this.#clean[n] = this.#rows[n] / resistance;
		}
		this.#driveColumns(matrix, plan, settings.toneAmplitude, random);
		for (let n = 0; n < cells; n++) this.amperes[n] = this.#rows[n] / resistance;
		if (this.#magnitude) for (let n = 0; n < cells; n++) this.#quadrature[n] = this.#rowsQuadrature[n] / resistance;
		this.#receiver.receive(this.amperes, this.#quadrature, rows, this.#clean);
		for (let n = 0; n < cells; n++) this.#rows[n] = this.amperes[n];
		for (let k = 0; k < columns; k++)
			for (let row = 0; row < rows; row++) this.amperes[row * columns + k] = this.#rows[k * rows + row];
		this.noiseFloor = lineFloor(rows, this.#quietBins(columns), this.#profile.noise.amplitude, random);
		this.#took(cells, 1, rows, columns, cells, rows, cells);
	}

	/** Compute mode: `inputs` (vector by vector, 127 for a row amplitude of U0), one tone a vector or one window a vector. */
	compute(
		array: number,
		inputs: Int8Array,
		vectors: number,
		windows: number,
		settings: CoreSettings,
		random: Random,
	): void {
		const weights = this.#matrices[array];
		const added = this.#profile.noise.amplitude;
		const plan = this.#tune(vectors / windows, settings);
		const unit = settings.toneAmplitude / 127;
		weights.refreshWeights();
		for (let n = 0; n < vectors * weights.rows; n++) this.#rows[n] = inputs[n] * unit;
		if (this.#receiver.leaks) driveRows(weights, vectors, this.#rows, added, undefined, this.#clean);
		driveRows(weights, vectors, this.#rows, added, random, this.amperes);
		if (this.#magnitude) driveRowsQuadrature(weights, vectors, undefined, added, random, this.#quadrature);
		// Vectors in windows of their own are like lines of their own: they share no window in which they could leak.
		const lines = weights.outputs * windows;
		this.#receiver.receive(this.amperes, this.#quadrature, lines, this.#clean);
		this.noiseFloor = outputFloor(weights, this.#quietBins(plan.count), added, 0, random, this.#quietRows);
		const sources = weights.rows * plan.count;
		const demodulators = weights.outputs * plan.count;
		this.#took(
			weights.outputs * vectors,
			windows,
			lines,
			sources,
			weights.rows * weights.columns,
			weights.columns,
			demodulators,
		);
	}

	/** The first `vectors` columns of one array read by tones, through the amplifiers, into the rows of the next. */
	cascade(array: number, vectors: number, settings: CoreSettings, random: Random): void {
		const storage = this.#matrices[array];
		const weights = this.#matrices[array + 1];
		const added = this.#profile.noise.amplitude;
		const plan = this.#tune(vectors, settings);
		weights.refreshWeights();
		if (this.#receiver.leaks) {
			this.#driveColumns(storage, plan, settings.toneAmplitude, undefined);
			driveRows(weights, vectors, this.#rows, added, undefined, this.#clean);
		}
		this.#driveColumns(storage, plan, settings.toneAmplitude, random);
		driveRows(weights, vectors, this.#rows, added, random, this.amperes);
		if (this.#magnitude) driveRowsQuadrature(weights, vectors, this.#rowsQuadrature, added, random, this.#quadrature);
		this.#receiver.receive(this.amperes, this.#quadrature, weights.outputs, this.#clean);
		const rowNoise = added * this.amplifiers.resistance;
		this.noiseFloor = outputFloor(weights, this.#quietBins(vectors), added, rowNoise, random, this.#quietRows);
		const cells = storage.rows * vectors + weights.rows * weights.columns;
		const outputs = weights.outputs * vectors;
		this.#took(outputs, 1, weights.outputs, vectors, cells, storage.rows + weights.columns, outputs);
	}

	/** Fills the rows with amplified voltages, one tone a column. */
	#driveColumns(matrix: LineMatrix, plan: TonePlan, amplitude: number, random: Random | undefined): void {
		const added = this.#profile.noise.amplitude;
		const gain = this.#cell.fundamentalGain(amplitude);
		matrix.refresh();
		driveColumns(matrix, plan.count, amplitude, gain, added, random, this.#rows);
		this.amplifiers.amplify(this.#rows, matrix.rows, plan);
		if (!this.#magnitude || random === undefined) return;
		const deviation = added * this.amplifiers.resistance;
		for (let n = 0; n < plan.count * matrix.rows; n++) this.#rowsQuadrature[n] = gaussian(deviation, random);
	}

	/** The plan of `count` tones, the receiver tuned to it. */
	#tune(count: number, { firstTone, toneSpacing }: CoreSettings): TonePlan {
		const given = this.#given;
		if (given !== undefined && given.sent.count === count) {
			this.#receiver.tune(given.sent, given.tuned);
			this.#makeRoom();
			return given.sent;
		}
		let plan = this.#plan;
		if (plan?.count !== count || this.#planFirst !== firstTone || this.#planSpacing !== toneSpacing) {
			const { phases, samples } = this.#profile.tones;
			plan = evenTones(count, firstTone, toneSpacing, phases, samples);
			this.#plan = plan;
			this.#planFirst = firstTone;
			this.#planSpacing = toneSpacing;
		}
		this.#receiver.tune(plan, plan);
		this.#makeRoom();
		return plan;
	}

	#makeRoom(): void {
		if (this.#receiver.leaks && this.#clean.length === 0) this.#clean = new Float64Array(this.amperes.length);
	}

	/** Bins to measure the noise floor in: those of the profile, as far as the tones leave room. */
	#quietBins(tones: number): number {
		const { samples, quietBins } = this.#profile.tones;
		return Math.min(quietBins, Math.ceil(samples / 2) - 1 - tones);
	}

	/** @param lineWindows output lines times windows. Conversions: one an output, or one a sample where converters come first. */
	#took(
		outputs: number,
		windows: number,
		lineWindows: number,
		sources: number,
		cells: number,
		amplifiers: number,
		demodulators: number,
	): void {
		const { converter, tones } = this.#profile;
		this.outputs = outputs;
		this.windows = windows;
		this.used.sources = sources;
		this.used.cells = cells;
		this.used.amplifiers = amplifiers;
		this.used.demodulators = demodulators;
		this.used.conversions = converter.where === "before demodulation" ? lineWindows * tones.samples : outputs;
	}
}
Object.freeze(ToneMultiplier.prototype);
