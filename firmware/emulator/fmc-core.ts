import { Mode, Outcome, ProfileNumber, SelfTest } from "../accelerator/registers";
import { CimError } from "../errors";
import type { Random } from "../math/random";
import { TransimpedanceAmplifiers } from "./amplifier";
import { Converter } from "./converter";
import type { ArrayDescription, Core, CoreSettings, MultiplyReport, ProgramReport } from "./core";
import { Crossbar } from "./crossbar";
import type { CellModel } from "./devices/cell";
import { OxideCell } from "./devices/oxide";
import { type Instances, multiplyEnergy } from "./energy";
import { type EffectiveMatrix, LineMatrix } from "./line-matrix";
import type { FmcProfile } from "./profiles/fmc";
import { evenTones, leakage, type TonePlan } from "./tones";
import { programWithError, WriteVerify } from "./write-verify";

/** A request that this core cannot carry out. */
export class FmcError extends CimError {}

/** A receiver that converts the samples of every line and demodulates the numbers (waveform.ts). */
export interface WaveformReceiver {
	/**
	 * Replaces, in place, the tone amplitudes of every line (amperes, tone by tone, `lines` a tone) by what it finds of them.
	 * Returns the samples that met the converter's range.
	 */
	receive(amplitudes: Float64Array, lines: number, plan: TonePlan): number;
}

/** Parts that a study puts in place of the chip's own. */
export interface FmcOptions {
	/** Carriers that are sent, and those the receiver is tuned to. */
	tones?: { transmit: TonePlan; receive: TonePlan };
	/** The cells' physics; Ta/HfO2 where absent. */
	cell?: CellModel;
	/** How wires act where the profile leaves them uncompensated. */
	wires?: EffectiveMatrix;
	/** For profiles that convert before demodulation. */
	waveform?: WaveformReceiver;
}

/** The physics of the frequency-multiplexed chip: see FmcCore. */
export function createFmcCore(profile: FmcProfile, options: FmcOptions = {}): FmcCore {
	return new FmcCore(profile, options);
}

/**
 * Two cascaded crossbars read by tones (Wang et al. 2021): array 0 holds pictures, one a column; array 1 holds weights as
 * differential pairs. Linear between amplitudes, so a window is computed tone by tone in the frequency domain, which is
 * exact (fmc.md sections 5.2 and 5.9); the cells' curvature acts where one tone meets one cell (read mode), and is left
 * out where many small tones do (below 1e-4 at the row swing of the defaults). Noise: `noise.amplitude` on every line at
 * both stages, and each cell's own, summed at its line.
 */
export class FmcCore implements Core {
	readonly profile = ProfileNumber.FMC;
	readonly arrays: readonly ArrayDescription[];
	readonly modes = (1 << Mode.FORWARD) | (1 << Mode.TONES_READ) | (1 << Mode.TONES_COMPUTE) | (1 << Mode.TONES_CASCADE);
	readonly outputBits: number;
	readonly maximumVectors: number;
	readonly defaults: CoreSettings;
	readonly outputs: Int16Array;
	/** Outputs of the last multiply before conversion, in amperes. */
	readonly amperes: Float64Array;
	readonly crossbars: readonly Crossbar[];

	readonly #profile: FmcProfile;
	readonly #options: FmcOptions;
	readonly #matrices: LineMatrix[] = [];
	readonly #writers: WriteVerify[] = [];
	readonly #amplifiers: TransimpedanceAmplifiers;
	readonly #converter: Converter;
	readonly #cellConverter: Converter;
	readonly #inputs: Int8Array[] = [];
	/** Amplitudes on the rows, tone by tone: volts in phase, and in quadrature where magnitudes are detected. */
	readonly #rows: Float64Array;
	readonly #rowsQuadrature: Float64Array;
	readonly #quadrature: Float64Array;
	readonly #mixed: Float64Array;
	readonly #quietRows: Float64Array;
	readonly #magnitude: boolean;
	#plan: TonePlan | undefined;
	#planFirst = 0;
	#planSpacing = 0;
	#leakage: { inPhase: Float64Array; quadrature: Float64Array } | undefined;

	constructor(profile: FmcProfile, options: FmcOptions) {
		const { pixels, pictures, classes, device, converter } = profile;
		const cell = options.cell ?? new OxideCell(device);
		const { minimum, maximum } = cell;
		this.#profile = profile;
		this.#options = options;
		this.#magnitude = profile.demodulation === "magnitude";
		this.arrays = [
			{ rows: pixels, columns: pictures, differential: false, minimum, maximum },
			{ rows: pixels, columns: 2 * classes, differential: true, minimum, maximum },
		];
		this.outputBits = converter.bits;
		this.maximumVectors = pictures;
		this.defaults = {
			pulseLimit: profile.pulseLimit,
			tolerance: profile.tolerance,
			toneAmplitude: profile.amplitude,
			fullScale: profile.fullScale,
			firstTone: profile.tones.first,
			toneSpacing: profile.tones.spacing,
		};
		if (converter.where === "before demodulation" && options.waveform === undefined)
			throw new FmcError(
				"no-waveform-receiver",
				`profile ${profile.name} converts before demodulation: hand in a waveform receiver`,
			);
		const wires = profile.wires;
		if (wires.compensation === "none" && options.wires === undefined)
			throw new FmcError("no-wire-model", `profile ${profile.name} leaves wires uncompensated: hand in a wire model`);
		this.crossbars = this.arrays.map(array => new Crossbar(array.rows, array.columns, cell, device.step));
		const most = Math.max(pictures, 2 * classes);
		for (let n = 0; n < this.arrays.length; n++) {
			const uncompensated =
				wires.compensation === "none" && options.wires !== undefined
					? { segment: wires.segment, source: wires.source, effective: options.wires }
					: undefined;
			this.#matrices.push(new LineMatrix(this.crossbars[n], this.arrays[n].differential, uncompensated));
			this.#writers.push(
				new WriteVerify(this.crossbars[n], {
					amplitude: profile.verifyAmplitude,
					noise: profile.noise.amplitude,
					readTime: profile.tones.guard + profile.tones.window,
					pulseTime: device.pulse,
				}),
			);
			this.#inputs.push(new Int8Array(pixels * pictures));
		}
		this.#amplifiers = new TransimpedanceAmplifiers(
			profile.amplifier.resistance,
			profile.amplifier.saturation,
			profile.tones.samples,
		);
		this.#converter = new Converter(converter.bits, converter.offset, converter.gain);
		this.#cellConverter = new Converter(converter.cellBits);
		const largest = Math.max(pixels * most, pictures * Math.max(pictures, classes));
		this.outputs = new Int16Array(largest);
		this.amperes = new Float64Array(largest);
		this.#quadrature = new Float64Array(this.#magnitude ? largest : 0);
		this.#mixed = new Float64Array(2 * most);
		this.#rows = new Float64Array(pixels * most);
		this.#rowsQuadrature = new Float64Array(this.#magnitude ? pixels * most : 0);
		this.#quietRows = new Float64Array(pixels);
	}

	reset(): void {
		this.#converter.reset();
		for (const inputs of this.#inputs) inputs.fill(0);
		this.outputs.fill(0);
		this.amperes.fill(0);
	}

	/** One block pulse; its time is not counted. */
	erase(array: number, random: Random): void {
		this.crossbars[array].erase(random);
	}

	program(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		levels: number,
		settings: CoreSettings,
		random: Random,
		report: ProgramReport,
	): void {
		const { device, tones } = this.#profile;
		if (device.programmingModel === "gaussian") {
			const crossbar = this.crossbars[array];
			programWithError(crossbar, row, column, rows, columns, codes, levels, device.programming, random);
			report.cells = rows * columns;
			report.missed = 0;
			report.pulses = rows * columns;
			report.microseconds = 1e6 * (rows * columns * device.pulse + tones.guard + tones.window);
			return;
		}
		const { pulseLimit, tolerance } = settings;
		const writer = this.#writers[array];
		writer.program(row, column, rows, columns, codes, levels, pulseLimit, tolerance, random, report);
	}

	outcome(array: number, row: number, column: number): number {
		const crossbar = this.crossbars[array];
		return crossbar.outcomes[row * crossbar.columns + column];
	}

	/** Read at the verify amplitude through a slow converter, whose full scale is a quarter above the largest coded conductance. */
	readCell(array: number, row: number, column: number, random: Random): number {
		const crossbar = this.crossbars[array];
		const fullScale = 1.25 * crossbar.cell.maximum;
		const reading = this.#writers[array].reading(row * crossbar.columns + column, random);
		return (this.#cellConverter.convert(reading, fullScale) / this.#cellConverter.largest) * fullScale;
	}

	loadInputs(array: number, rows: number, vectors: number, values: Int8Array): void {
		const inputs = this.#inputs[array];
		inputs.fill(0);
		const pixels = this.arrays[array].rows;
		for (let k = 0; k < vectors; k++)
			for (let row = 0; row < rows; row++) inputs[k * pixels + row] = values[k * rows + row];
	}

	/**
	 * TONES_READ takes one tone a column, all columns whatever `vectors` says; outputs row by row, G x U0 in the converter's scale.
	 * TONES_COMPUTE and FORWARD: value 127 is a row amplitude of U0; FORWARD takes one window a vector.
	 * TONES_CASCADE: the first `vectors` columns of array 0, through the amplifiers, into array 1.
	 */
	multiply(
		mode: number,
		array: number,
		vectors: number,
		settings: CoreSettings,
		random: Random,
		report: MultiplyReport,
	): void {
		if (settings.toneAmplitude > this.#profile.device.disturbVoltage)
			throw new FmcError(
				"state-disturb",
				`a tone of ${settings.toneAmplitude} V disturbs the cells: at most ${this.#profile.device.disturbVoltage} V`,
			);
		if (mode === Mode.TONES_READ) this.#readAll(array, settings, random, report);
		else if (mode === Mode.TONES_CASCADE) this.#cascade(array, vectors, settings, random, report);
		else if (mode === Mode.TONES_COMPUTE || mode === Mode.FORWARD)
			this.#compute(mode, array, vectors, settings, random, report);
		else throw new FmcError("unsupported-mode", `mode ${mode}: this chip has forward and the three tone modes`);
	}

	calibrate(settings: CoreSettings, random: Random): { offset: number; gain: number } {
		return this.#converter.calibrate(settings.fullScale, Math.SQRT2 * this.#profile.noise.amplitude, random);
	}

	selfTest(settings: CoreSettings, random: Random): number {
		let failed = 0;
		for (let level = -2; level <= 2; level++) {
			const noise = Math.SQRT2 * this.#profile.noise.amplitude * random.gaussian();
			const code = this.#converter.convert((level / 4) * settings.fullScale + noise, settings.fullScale);
			const error = code - (level / 4) * this.#converter.largest;
			if (this.outputBits > 1 && (error < -2 || error > 2)) failed |= SelfTest.CONVERTERS;
		}
		for (const crossbar of this.crossbars)
			for (const outcome of crossbar.outcomes) if ((outcome & 3) === Outcome.STUCK) failed |= SelfTest.CELLS;
		const { first, spacing } = { first: settings.firstTone, spacing: settings.toneSpacing };
		if (!orthogonal(first, spacing, this.maximumVectors, this.#profile.tones.samples)) failed |= SelfTest.TONES;
		return failed;
	}

	/** Read mode: column currents carry U0 on their own tone, so row i holds U0 G_ik at tone k. */
	#readAll(array: number, settings: CoreSettings, random: Random, report: MultiplyReport): void {
		const matrix = this.#matrices[array];
		const { rows, columns } = matrix;
		const plan = this.#prepareTones(columns, settings);
		this.#driveColumns(matrix, columns, settings.toneAmplitude, random);
		this.#amplify(rows, plan);
		const resistance = this.#profile.amplifier.resistance;
		for (let n = 0; n < rows * columns; n++) this.amperes[n] = this.#rows[n] / resistance;
		if (this.#magnitude)
			for (let n = 0; n < rows * columns; n++) this.#quadrature[n] = this.#rowsQuadrature[n] / resistance;
		report.clipped = this.#receive(rows, plan);
		// From tone by tone to row by row.
		for (let k = 0; k < columns; k++)
			for (let row = 0; row < rows; row++) this.#rows[row * columns + k] = this.amperes[k * rows + row];
		this.amperes.set(this.#rows.subarray(0, rows * columns));
		report.noiseFloor = this.#measureFloor(undefined, rows, columns, random);
		const cells = rows * columns;
		this.#finish(cells, settings, report, 1, {
			sources: columns,
			cells,
			amplifiers: rows,
			demodulators: cells,
			conversions: this.#conversions(cells, rows),
		});
	}

	/** Read mode of one array straight into compute mode of the next. */
	#cascade(array: number, vectors: number, settings: CoreSettings, random: Random, report: MultiplyReport): void {
		if (array + 1 >= this.arrays.length)
			throw new FmcError("no-next-array", `array ${array} is the last: a cascade starts at array 0`);
		const storage = this.#matrices[array];
		const weights = this.#matrices[array + 1];
		const plan = this.#prepareTones(vectors, settings);
		this.#driveColumns(storage, vectors, settings.toneAmplitude, random);
		this.#amplify(storage.rows, plan);
		this.#project(weights, vectors, random, this.#magnitude);
		report.clipped = this.#receive(weights.outputs, plan);
		report.noiseFloor = this.#measureFloor(weights, 2, vectors, random);
		this.#finish(weights.outputs * vectors, settings, report, 1, {
			sources: vectors,
			cells: storage.rows * vectors + weights.rows * weights.columns,
			amplifiers: storage.rows + weights.columns,
			demodulators: weights.outputs * vectors,
			conversions: this.#conversions(weights.outputs * vectors, weights.outputs),
		});
	}

	/** Compute mode: loaded vectors on the rows, one tone each; or, in FORWARD, one after the other. */
	#compute(
		mode: number,
		array: number,
		vectors: number,
		settings: CoreSettings,
		random: Random,
		report: MultiplyReport,
	): void {
		const weights = this.#matrices[array];
		const inputs = this.#inputs[array];
		const windows = mode === Mode.FORWARD ? vectors : 1;
		const plan = this.#prepareTones(mode === Mode.FORWARD ? 1 : vectors, settings);
		const unit = settings.toneAmplitude / 127;
		for (let n = 0; n < vectors * weights.rows; n++) this.#rows[n] = inputs[n] * unit;
		if (this.#magnitude) this.#rowsQuadrature.fill(0);
		this.#project(weights, vectors, random, false);
		report.clipped =
			mode === Mode.FORWARD ? this.#receiveOneByOne(weights, vectors) : this.#receive(weights.outputs, plan);
		report.noiseFloor = this.#measureFloor(weights, 1, plan.count, random);
		this.#finish(weights.outputs * vectors, settings, report, windows, {
			sources: weights.rows * plan.count,
			cells: weights.rows * weights.columns,
			amplifiers: weights.columns,
			demodulators: weights.outputs * plan.count,
			conversions: this.#conversions(weights.outputs * vectors, weights.outputs * windows),
		});
	}

	/** Fills #rows with the row currents, tone by tone, noise included. */
	#driveColumns(matrix: LineMatrix, tones: number, amplitude: number, random: Random): void {
		matrix.refresh();
		const added = this.#profile.noise.amplitude;
		const drive = amplitude * this.crossbars[0].cell.fundamentalGain(amplitude);
		const count = tones * matrix.rows;
		const { conductance, variance } = matrix;
		const rows = this.#rows;
		const base = added * added;
		const square = amplitude * amplitude;
		for (let n = 0; n < count; n++) {
			const total = base + square * variance[n];
			const current = drive * conductance[n];
			rows[n] = total === 0 ? current : current + Math.sqrt(total) * random.gaussian();
		}
		if (this.#magnitude) for (let n = 0; n < count; n++) this.#rowsQuadrature[n] = gaussian(added, random);
	}

	#amplify(lines: number, plan: TonePlan): void {
		this.#amplifiers.amplify(this.#rows, lines, plan);
		if (!this.#magnitude) return;
		for (let n = 0; n < lines * plan.count; n++) this.#rowsQuadrature[n] *= this.#amplifiers.resistance;
	}

	/**
	 * Row voltages through the weights to the outputs, tone by tone. Cell noise is independent and adds up linearly, so its
	 * sum is drawn once an output, with the variance of the sum: exact in distribution.
	 */
	#project(weights: LineMatrix, tones: number, random: Random, rowsInQuadrature: boolean): void {
		weights.refresh();
		const { rows, outputs, weight, weightVariance } = weights;
		const lines = weights.columns / outputs;
		const added = this.#profile.noise.amplitude;
		const base = lines * added * added;
		const input = this.#rows;
		for (let k = 0; k < tones; k++) {
			for (let j = 0; j < outputs; j++) {
				let sum = 0;
				let spread = base;
				for (let i = 0; i < rows; i++) {
					const voltage = input[k * rows + i];
					sum += weight[j * rows + i] * voltage;
					spread += weightVariance[j * rows + i] * voltage * voltage;
				}
				this.amperes[k * outputs + j] = spread === 0 ? sum : sum + Math.sqrt(spread) * random.gaussian();
			}
		}
		if (!this.#magnitude) return;
		for (let k = 0; k < tones; k++) {
			for (let j = 0; j < outputs; j++) {
				let sum = 0;
				if (rowsInQuadrature)
					for (let i = 0; i < rows; i++) sum += weight[j * rows + i] * this.#rowsQuadrature[k * rows + i];
				this.#quadrature[k * outputs + j] = sum + gaussian(Math.sqrt(base), random);
			}
		}
	}

	/** What the receiver makes of the amplitudes in `amperes`; returns the samples that were clipped on the way. */
	#receive(lines: number, plan: TonePlan): number {
		let clipped = 0;
		if (this.#profile.converter.where === "before demodulation" && this.#options.waveform !== undefined)
			clipped = this.#options.waveform.receive(this.amperes, lines, plan);
		else if (this.#leakage !== undefined) this.#leak(lines, plan, this.#leakage);
		if (this.#magnitude) this.#detect(lines * plan.count);
		return clipped;
	}

	/** One window a vector, each with a single tone. */
	#receiveOneByOne(weights: LineMatrix, vectors: number): number {
		if (this.#magnitude) this.#detect(weights.outputs * vectors);
		return 0;
	}

	#detect(count: number): void {
		for (let n = 0; n < count; n++) {
			const real = this.amperes[n];
			const imaginary = this.#quadrature[n];
			this.amperes[n] = Math.sqrt(real * real + imaginary * imaginary);
		}
	}

	#leak(
		lines: number,
		plan: TonePlan,
		{ inPhase, quadrature }: { inPhase: Float64Array; quadrature: Float64Array },
	): void {
		const count = plan.count;
		const mixed = this.#mixed;
		for (let line = 0; line < lines; line++) {
			for (let m = 0; m < count; m++) {
				let real = 0;
				let imaginary = 0;
				for (let k = 0; k < count; k++) {
					real += inPhase[m * count + k] * this.amperes[k * lines + line];
					imaginary += quadrature[m * count + k] * this.amperes[k * lines + line];
				}
				mixed[2 * m] = real;
				mixed[2 * m + 1] = imaginary;
			}
			for (let m = 0; m < count; m++) {
				this.amperes[m * lines + line] = mixed[2 * m];
				if (this.#magnitude) this.#quadrature[m * lines + line] += mixed[2 * m + 1];
			}
		}
	}

	/**
	 * Root mean square over quiet bins and outputs of what the receiver finds there: the added noise of `stages` stages.
	 * Without weights, of `lines` lines as they are.
	 */
	#measureFloor(weights: LineMatrix | undefined, stagesOrLines: number, tones: number, random: Random): number {
		const added = this.#profile.noise.amplitude;
		const { samples, quietBins } = this.#profile.tones;
		const free = Math.ceil(samples / 2) - 1 - tones;
		const bins = Math.min(free, quietBins);
		if (added === 0 || bins <= 0) return 0;
		let sum = 0;
		if (weights === undefined) {
			for (let n = 0; n < bins * stagesOrLines; n++) {
				const value = added * random.gaussian();
				sum += value * value;
			}
			return Math.sqrt(sum / (bins * stagesOrLines));
		}
		const { rows, outputs, weight } = weights;
		const deviation = added * Math.sqrt(weights.columns / outputs);
		const quiet = this.#quietRows;
		quiet.fill(0);
		for (let bin = 0; bin < bins; bin++) {
			if (stagesOrLines === 2)
				for (let i = 0; i < rows; i++) quiet[i] = added * this.#amplifiers.resistance * random.gaussian();
			for (let j = 0; j < outputs; j++) {
				let value = deviation * random.gaussian();
				for (let i = 0; i < rows; i++) value += weight[j * rows + i] * quiet[i];
				sum += value * value;
			}
		}
		return Math.sqrt(sum / (bins * outputs));
	}

	/** One an output after demodulation, or one a sample of every line in every window before it. */
	#conversions(outputs: number, lineWindows: number): number {
		const { converter, tones } = this.#profile;
		return converter.where === "before demodulation" ? lineWindows * tones.samples : outputs;
	}

	/** Converts, and writes the report. */
	#finish(outputs: number, settings: CoreSettings, report: MultiplyReport, windows: number, used: Instances): void {
		const { tones, converter } = this.#profile;
		this.#converter.clipped = 0;
		for (let n = 0; n < outputs; n++) this.outputs[n] = this.#converter.convert(this.amperes[n], settings.fullScale);
		const seconds = windows * (tones.guard + tones.window + 1 / converter.rate);
		report.outputs = outputs;
		report.clipped += this.#converter.clipped;
		report.conversions = used.conversions;
		report.microseconds = 1e6 * seconds;
		report.energy = multiplyEnergy(this.#profile, used, seconds);
	}

	/** The plan of `count` tones, and the leakage matrix where the receiver cannot separate them exactly. */
	#prepareTones(count: number, settings: CoreSettings): TonePlan {
		const { firstTone, toneSpacing } = settings;
		const given = this.#options.tones;
		if (given !== undefined && given.transmit.count === count) {
			if (this.#plan !== given.transmit) this.#leakage = leakage(given.transmit, given.receive);
			this.#plan = given.transmit;
			return given.transmit;
		}
		const last = this.#plan;
		if (
			last !== undefined &&
			last !== given?.transmit &&
			last.count === count &&
			this.#planFirst === firstTone &&
			this.#planSpacing === toneSpacing
		)
			return last;
		const { phases, samples } = this.#profile.tones;
		const plan = evenTones(count, firstTone, toneSpacing, phases, samples);
		this.#leakage = plan.orthogonal ? undefined : leakage(plan, plan);
		this.#plan = plan;
		this.#planFirst = firstTone;
		this.#planSpacing = toneSpacing;
		return plan;
	}
}
Object.freeze(FmcCore.prototype);

/** A normal variate of this standard deviation; nothing is drawn for 0. */
function gaussian(deviation: number, random: Random): number {
	return deviation === 0 ? 0 : deviation * random.gaussian();
}

/** Whole, distinct cycles per window that the samples can carry. */
function orthogonal(first: number, spacing: number, count: number, samples: number): boolean {
	const whole = Math.floor(first) === first && Math.floor(spacing) === spacing;
	return whole && first >= 1 && spacing >= 1 && first + (count - 1) * spacing < samples / 2;
}
