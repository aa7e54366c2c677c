import { LineSide, LineState, Mode, Outcome, ProfileNumber, SelfTest } from "../../accelerator/registers";
import type { Random } from "../../math/random";
import type {
	ArrayDescription,
	CoreSettings,
	OperatingPoint,
	ParallelCore,
	ParallelReport,
	ProgramReport,
} from "../core";
import type { CellModel } from "../devices/cell";
import { aihwkitFit, crossSimFit, NeurramOxideCell } from "../devices/neurram-oxide";
import type { Kernels, Windows } from "../kernels/kernels";
import { plainKernels } from "../kernels/plain-kernels";
import type { NeurramProfile } from "../profiles/neurram";
import { CoreUnit } from "./core-unit";
import { defaultPoint } from "./default-point";
import { IncrementalPulses } from "./incremental-pulses";
import { Neuron } from "./neuron";
import { Passes } from "./passes";
import type { Shared } from "./shared";
import { ShiftRegisterNoise } from "./shift-register-noise";
import { withoutRelaxation } from "./still-cell";

/** Most bits of an output, for inputs in two passes. */
const MOST_OUTPUT_BITS = 16;
/** Steps that the largest conductance of another kind of cell is held in. */
const STEPS = 30_000;
/** Pulses of one cell that an outcome can tell of. */
const PULSE_LIMIT = 63;

/** Parts that take the place of the chip's own. */
export interface NeurramOptions {
	/** The arithmetic; plain TypeScript where absent. Codes are the same with all. */
	kernels?: Kernels;
	/** The cells' physics; the chip's own oxide where absent. */
	cell?: CellModel;
	/** Selections of lines a core keeps ready (1): more where several segments share a core and memory is no matter. */
	selections?: number;
}

/** The physics of the NeuRRAM chip. */
export function createNeurramCore(profile: NeurramProfile, options: NeurramOptions = {}): NeurramCore {
	return new NeurramCore(profile, options);
}

/**
 * 48 cores of 256 x 256 cells (Wan et al. 2022), read in voltage mode: a line that floats takes the mean of the driven
 * voltages weighted by conductance; input bits follow one another as pairs of opposite patterns, bit b for 2^b times the pulse
 * multiplier of samples, and a neuron's code counts its charge. Forward, backward and recurrent use the same cells. A core costs
 * memory from its first use on.
 */
export class NeurramCore implements ParallelCore {
	readonly profile = ProfileNumber.NEURRAM;
	readonly arrays: readonly ArrayDescription[];
	readonly modes = (1 << Mode.FORWARD) | (1 << Mode.BACKWARD) | (1 << Mode.RECURRENT);
	readonly outputBits = MOST_OUTPUT_BITS;
	readonly maximumVectors: number;
	readonly defaults: CoreSettings;
	readonly point: OperatingPoint;
	readonly cores: readonly CoreUnit[];

	readonly #profile: NeurramProfile;
	readonly #shared: Shared;
	readonly #writer: IncrementalPulses;
	readonly #device: CellModel | undefined;
	readonly #tally = { outputs: 0, conversions: 0, seconds: 0, energy: 0, variance: 0 };
	#outputs = new Int16Array(0);

	constructor(profile: NeurramProfile, options: NeurramOptions) {
		const fit = profile.relaxation.fit === "CrossSim" ? crossSimFit : aihwkitFit;
		const oxide = new NeurramOxideCell(fit);
		const own = profile.relaxation.fit === "none" ? withoutRelaxation(oxide) : oxide;
		const cell = options.cell ?? own;
		const { minimum, maximum } = cell;
		const { lines } = profile;
		this.#profile = profile;
		this.#device = options.cell;
		this.maximumVectors = profile.vectors;
		this.point = defaultPoint(profile);
		this.defaults = {
			pulseLimit: PULSE_LIMIT,
			tolerance: 0,
			toneAmplitude: 0,
			fullScale: 0,
			firstTone: 0,
			toneSpacing: 0,
		};
		this.#shared = {
			profile,
			kernels: options.kernels ?? plainKernels,
			cell,
			step: options.cell ? cell.highest / STEPS : profile.cell.step,
			readNoise: options.cell ? cell.readNoise(maximum / 2) / (maximum / 2) : profile.readNoise,
			selections: options.selections ?? 1,
			neuron: new Neuron(profile.neuron.counts),
			noise: new ShiftRegisterNoise(lines),
		};
		this.#writer = new IncrementalPulses(profile, cell, options.cell);
		const passes = new Passes(this.#shared);
		const count = profile.coreRows * profile.coreColumns;
		const arrays: ArrayDescription[] = [];
		const cores: CoreUnit[] = [];
		for (let n = 0; n < count; n++) {
			arrays.push({ rows: lines, columns: lines, differential: "rows", minimum, maximum });
			cores.push(new CoreUnit(this.#shared, passes, n, this.point));
		}
		this.arrays = arrays;
		this.cores = cores;
	}

	/** The array grows with the largest multiply: take it anew after each. */
	get outputs(): Int16Array {
		return this.#outputs;
	}

	reset(): void {
		for (const core of this.cores) core.reset(this.point);
		this.#outputs.fill(0);
	}

	erase(array: number, random: Random): void {
		const { erased, erasedSpread } = this.#profile.cell;
		const device = this.#device;
		this.cores[array].cells.erase(random, from =>
			device ? device.erased(from) : Math.max(erased + erasedSpread * from.gaussian(), 0),
		);
	}

	/** Cell by cell, as long as the chip takes; `settings.tolerance` counts where it is wider than the point's. */
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
		const core = this.cores[array];
		const { absoluteTolerance, programPasses } = core.point;
		const limits = { tolerance: absoluteTolerance, pulses: settings.pulseLimit, passes: Math.max(programPasses, 1) };
		const { tolerance } = settings;
		const salt = Math.imul(this.#profile.die, 48) + array;
		this.#writer.program(
			core.cells,
			row,
			column,
			rows,
			columns,
			codes,
			levels,
			tolerance,
			limits,
			salt,
			random,
			report,
		);
	}

	outcome(array: number, row: number, column: number): number {
		const core = this.cores[array];
		return core.used ? core.cells.outcomes[row * this.#profile.lines + column] : 0;
	}

	readCell(array: number, row: number, column: number, random: Random): number {
		const { cells } = this.cores[array];
		return this.#writer.reading(cells, row * this.#profile.lines + column, random);
	}

	/** Rows can be leaky or unformed; columns are all usable. */
	lineState(array: number, side: number, line: number): number {
		return side === LineSide.ROWS ? this.cores[array].faults.rows[line] : LineState.USABLE;
	}

	select(array: number, side: number, lines: Uint8Array): void {
		this.cores[array].select(side, lines);
	}

	/** Throws NeurramError. */
	configure(array: number, point: OperatingPoint): void {
		this.cores[array].configure(point);
	}

	loadInputs(array: number, first: number, values: number, vectors: number, inputs: Int16Array): void {
		this.cores[array].load(first, values, vectors, inputs);
	}

	/** Vectors of an array as windows of one value: for who has it in the same memory, and not behind SPI bytes. Not for RECURRENT. */
	loadWindows(array: number, windows: Windows): void {
		this.cores[array].loadWindows(windows);
	}

	multiply(
		mode: number,
		arrays: Uint8Array,
		count: number,
		vectors: number,
		_settings: CoreSettings,
		random: Random,
		report: ParallelReport,
	): void {
		const tally = this.#tally;
		const { neuron } = this.#shared;
		tally.outputs = tally.conversions = tally.seconds = tally.energy = tally.variance = 0;
		neuron.clipped = 0;
		let total = 0;
		for (let n = 0; n < count; n++) total += vectors * this.cores[arrays[n]].outputCount(mode);
		if (this.#outputs.length < total) this.#outputs = new Int16Array(total);
		for (let n = 0; n < count; n++) {
			const { column } = this.cores[arrays[n]].place;
			let alongside = -1;
			for (let other = 0; other < count; other++) if (this.cores[arrays[other]].place.column === column) alongside++;
			const core = this.cores[arrays[n]];
			core.multiply(mode, vectors, alongside, random, this.#outputs, tally.outputs, tally);
		}
		report.outputs = tally.outputs;
		report.clipped = neuron.clipped;
		report.conversions = tally.conversions;
		report.microseconds = 1e6 * tally.seconds;
		report.noiseCodes =
			tally.conversions > 0 ? Math.sqrt(tally.variance / tally.conversions) / this.#profile.neuron.code : 0;
		report.energy = tally.energy;
	}

	age(seconds: number, _random: Random): void {
		for (const core of this.cores) if (core.used) core.cells.age(seconds);
	}

	/** The neurons cancel their own offset in every cycle; what is left is a matter of each column, and the driver's. */
	calibrate(): { offset: number; gain: number } {
		return { offset: 0, gain: 0 };
	}

	/** Cells that write-verify found stuck. */
	selfTest(): number {
		for (const core of this.cores)
			if (core.used)
				for (const outcome of core.cells.outcomes) if ((outcome & 3) === Outcome.STUCK) return SelfTest.CELLS;
		return 0;
	}
}
Object.freeze(NeurramCore.prototype);
