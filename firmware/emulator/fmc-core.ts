import { Mode, Outcome, ProfileNumber, SelfTest } from "../accelerator/registers";
import { CimError } from "../errors";
import type { Random } from "../math/random";
import { Converter } from "./converter";
import type { ArrayDescription, Core, CoreSettings, MultiplyReport, ProgramReport } from "./core";
import { Crossbar } from "./crossbar";
import type { CellModel } from "./devices/cell";
import { OxideCell } from "./devices/oxide";
import { multiplyEnergy } from "./energy";
import { type GivenTones, ToneMultiplier } from "./multiplier";
import { gaussian } from "./products";
import type { FmcProfile } from "./profiles/fmc";
import { programAsPublished, programWithError, WriteVerify } from "./write-verify";

/** A request that this core cannot carry out. */
export class FmcError extends CimError {}

/** Bits of an output word where the converters stand before the demodulator. */
const DEMODULATED_BITS = 8;
/** Full scale of a single cell's reading, over the largest coded conductance. */
const CELL_RANGE = 1.25;

/** Parts that a study puts in place of the chip's own. */
export interface FmcOptions {
	tones?: GivenTones;
	/** The cells' physics; the profile's where absent. */
	cell?: CellModel;
}

/** The physics of the frequency-multiplexed chip. Throws RangeError for converter bits that are not modelled. */
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
	/** Outputs of the last multiply before conversion, in amperes; programming overwrites them. */
	readonly amperes: Float64Array;
	readonly crossbars: readonly Crossbar[];

	readonly #profile: FmcProfile;
	readonly #cell: CellModel;
	readonly #multiplier: ToneMultiplier;
	readonly #writer: WriteVerify;
	readonly #converter: Converter;
	readonly #cellConverter: Converter;
	readonly #inputs: readonly Int8Array[];

	constructor(profile: FmcProfile, options: FmcOptions) {
		const { pixels, pictures, classes, device, converter, tones } = profile;
		const cell = options.cell ?? profile.cell ?? new OxideCell(device);
		const { minimum, maximum } = cell;
		const sampled = converter.where === "before demodulation";
		this.#profile = profile;
		this.#cell = cell;
		this.arrays = [
			{ rows: pixels, columns: pictures, differential: "none", minimum, maximum },
			{ rows: pixels, columns: 2 * classes, differential: "columns", minimum, maximum },
		];
		this.outputBits = sampled ? DEMODULATED_BITS : converter.bits;
		this.maximumVectors = pictures;
		this.defaults = {
			pulseLimit: profile.pulseLimit,
			tolerance: profile.tolerance,
			toneAmplitude: profile.amplitude,
			fullScale: profile.fullScale,
			firstTone: tones.first,
			toneSpacing: tones.spacing,
		};
		this.crossbars = this.arrays.map(array => new Crossbar(array.rows, array.columns, cell, device.step));
		this.crossbars[0].age = profile.age?.storage;
		this.crossbars[1].age = profile.age?.weights;
		// the chip programs or multiplies, never both at once: they work in the same room
		const room = Math.max(pixels, pictures) * Math.max(pictures, 2 * classes);
		this.amperes = new Float64Array(room);
		const rows = new Float64Array(room);
		const verify = {
			amplitude: profile.verifyAmplitude,
			noise: profile.noise.amplitude,
			readTime: tones.guard + tones.window,
			pulseTime: device.pulse,
		};
		this.#writer = new WriteVerify(cell, verify, this.amperes, rows);
		this.#inputs = this.arrays.map(array => new Int8Array(array.rows * pictures));
		this.#multiplier = new ToneMultiplier(
			profile,
			cell,
			this.arrays,
			this.crossbars,
			options.tones,
			this.amperes,
			rows,
		);
		this.#converter = new Converter(this.outputBits, converter.offset, converter.gain);
		this.#cellConverter = new Converter(converter.cellBits);
		this.outputs = new Int16Array(this.amperes.length);
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
		const crossbar = this.crossbars[array];
		if (device.programmingModel !== "write-verify") {
			report.cells = rows * columns;
			report.missed = 0;
			if (device.programmingModel === "published")
				report.missed = programAsPublished(crossbar, row, column, rows, columns, codes, levels, random);
			else programWithError(crossbar, row, column, rows, columns, codes, levels, device.programming, random);
			report.pulses = rows * columns;
			report.microseconds = 1e6 * (rows * columns * device.pulse + tones.guard + tones.window);
			return;
		}
		const { pulseLimit, tolerance } = settings;
		this.#writer.program(crossbar, row, column, rows, columns, codes, levels, pulseLimit, tolerance, random, report);
	}

	outcome(array: number, row: number, column: number): number {
		const crossbar = this.crossbars[array];
		return crossbar.outcomes[row * crossbar.columns + column];
	}

	/** One read at the verify amplitude, through a slow converter. */
	readCell(array: number, row: number, column: number, random: Random): number {
		const crossbar = this.crossbars[array];
		const fullScale = CELL_RANGE * this.#cell.maximum;
		const reading = this.#writer.reading(crossbar, row * crossbar.columns + column, random);
		return (this.#cellConverter.convert(reading, fullScale) / this.#cellConverter.largest) * fullScale;
	}

	loadInputs(array: number, rows: number, vectors: number, values: Int8Array): void {
		const inputs = this.#inputs[array];
		const lines = this.arrays[array].rows;
		inputs.fill(0);
		for (let k = 0; k < vectors; k++)
			for (let row = 0; row < rows; row++) inputs[k * lines + row] = values[k * rows + row];
	}

	/**
	 * TONES_READ takes one tone a column, all columns whatever `vectors` says; outputs row by row, G x U0 on the converter's scale.
	 * TONES_COMPUTE and FORWARD: an input of 127 is a row amplitude of U0; FORWARD takes one window a vector.
	 * TONES_CASCADE: the first `vectors` columns of array 0, through the amplifiers, into array 1.
	 * Throws FmcError for a mode it has not or an amplitude that disturbs the cells, ToneError for tones outside the band.
	 */
	multiply(
		mode: number,
		array: number,
		vectors: number,
		settings: CoreSettings,
		random: Random,
		report: MultiplyReport,
	): void {
		const limit = this.#profile.device.disturbVoltage;
		if (settings.toneAmplitude > limit)
			throw new FmcError(
				"state-disturb",
				`tones of ${settings.toneAmplitude} V would rewrite the cells; at most ${limit} V`,
			);
		const inputs = this.#inputs[array];
		switch (mode) {
			case Mode.TONES_READ:
				this.#multiplier.read(array, settings, random);
				break;
			case Mode.TONES_CASCADE:
				if (array + 1 >= this.arrays.length)
					throw new FmcError("no-next-array", `array ${array} is the last: a cascade starts at array 0`);
				this.#multiplier.cascade(array, vectors, settings, random);
				break;
			case Mode.TONES_COMPUTE:
				this.#multiplier.compute(array, inputs, vectors, 1, settings, random);
				break;
			case Mode.FORWARD:
				this.#multiplier.compute(array, inputs, vectors, vectors, settings, random);
				break;
			default:
				throw new FmcError("unsupported-mode", `mode ${mode}: this chip has forward and the three tone modes`);
		}
		this.#convert(settings, report);
	}

	calibrate(settings: CoreSettings, random: Random): { offset: number; gain: number } {
		return this.#converter.calibrate(settings.fullScale, Math.SQRT2 * this.#profile.noise.amplitude, random);
	}

	/** Five levels through the converter, what write-verify gave up as stuck, and whether the tones are separable. */
	selfTest(settings: CoreSettings, random: Random): number {
		let failed = 0;
		const { fullScale, firstTone, toneSpacing } = settings;
		for (let level = -2; level <= 2; level++) {
			const current = (level / 4) * fullScale + gaussian(Math.SQRT2 * this.#profile.noise.amplitude, random);
			const error = this.#converter.convert(current, fullScale) - (level / 4) * this.#converter.largest;
			if (this.outputBits > 1 && (error < -2 || error > 2)) failed |= SelfTest.CONVERTERS;
		}
		for (const crossbar of this.crossbars)
			for (const outcome of crossbar.outcomes) if ((outcome & 3) === Outcome.STUCK) failed |= SelfTest.CELLS;
		const last = firstTone + (this.maximumVectors - 1) * toneSpacing;
		const whole = Math.floor(firstTone) === firstTone && Math.floor(toneSpacing) === toneSpacing;
		if (!whole || firstTone < 1 || toneSpacing < 1 || last >= this.#profile.tones.samples / 2) failed |= SelfTest.TONES;
		return failed;
	}

	/** Converts, and writes the report. */
	#convert({ fullScale }: CoreSettings, report: MultiplyReport): void {
		const { tones, converter } = this.#profile;
		const { outputs, windows, noiseFloor, used } = this.#multiplier;
		this.#converter.clipped = 0;
		for (let n = 0; n < outputs; n++) this.outputs[n] = this.#converter.convert(this.amperes[n], fullScale);
		const seconds = windows * (tones.guard + tones.window + 1 / converter.rate);
		report.outputs = outputs;
		report.clipped = this.#converter.clipped;
		report.conversions = used.conversions;
		report.microseconds = 1e6 * seconds;
		report.noiseFloor = noiseFloor;
		report.energy = multiplyEnergy(this.#profile, used, seconds);
	}
}
Object.freeze(FmcCore.prototype);
