import { POINT_FIELDS } from "../../../firmware/accelerator/operating-point";
import { LineSide, Mode } from "../../../firmware/accelerator/registers";
import type { OperatingPoint, ProgramReport } from "../../../firmware/emulator/core";
import type { Kernels } from "../../../firmware/emulator/kernels/kernels";
import { createNeurramCore, type NeurramCore } from "../../../firmware/emulator/neurram/neurram-core";
import { readPoint, writePoint } from "../../../firmware/emulator/operating-points";
import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import type { NetworkModelFields } from "../../../firmware/model/network";
import type { Codes } from "../../../firmware/networks/patches";
import { SegmentPlaces } from "../../../firmware/networks/segment-places";
import {
	type ChipCalibration,
	ChipMatrix,
	type ChipSegment,
	type ChipTally,
	mostLines,
	type Placed,
} from "./chip-matrix";
import { type DiePart, inCoreColumns, onOneDie } from "./dies";
import { NetworkBatch } from "./network-batch";

/** How a network comes onto the chip. */
export interface ChipOptions {
	profile: NeurramProfile;
	kernels: Kernels;
	/** Of programming, calibration, and with the number of a batch of its noise. */
	seed: number;
	/** Write-verify of the chip, or every cell at its target at once; "done" where `core` has been programmed already. */
	programming: "write-verify" | "exact" | "done";
	/** Seconds from programming to calibration and use. */
	age: number;
	/** Most arrays that work together; the model's where absent. */
	together?: number;
	/** Converter steps so many times smaller than the model's, over a wider range (1: as the model says). */
	finer?: number;
	/** Each matrix in core columns of its own, on as many dies as that takes, instead of where the model says. */
	inColumns?: boolean;
	/** A chip to use; a new one of the profile where absent. Not with `inColumns`. */
	core?: NeurramCore;
}

/** What bringing the network onto the chip did. */
export interface ChipLoaded {
	segments: number;
	/** Segments on other rows than the model says. */
	moved: number;
	cells: number;
	missed: number;
	pulses: number;
	/** The chip's time for programming, seconds. */
	seconds: number;
	/** By matrix and direction. */
	calibrations: { matrix: string; backward: boolean; found: ChipCalibration }[];
}

/** Selections that a core keeps ready: a core holds a few segments, in two directions. */
const SELECTIONS = 8;
/** Streams of the seed. */
const Stream = { programming: 1, calibration: 2, products: 3 } as const;
/** Converter codes that leave 16-bit outputs some room. */
const MOST_STEPS = 32_000;

/**
 * A network on the emulated NeuRRAM chip without the SPI bytes between: programmed by the chip's write-verify, aged,
 * calibrated column by column, then run for batches of inputs at once. Steps and corrections are the firmware's own, so
 * that the numbers are those of the firmware on the same chip.
 */
export class ChipNetwork {
	readonly model: NetworkModelFields;
	/** The chip; the first one where there are several. */
	readonly core: NeurramCore;
	readonly #chips: readonly { core: NeurramCore; part: DiePart }[];
	readonly loaded: ChipLoaded;
	readonly tally: ChipTally = { conversions: 0, clipped: 0, seconds: 0, energy: 0, noise: 0 };
	/** Copies of each matrix. */
	readonly matrices: readonly (readonly ChipMatrix[])[];
	readonly #seed: number;
	readonly #batch: NetworkBatch;

	/** @throws LinkError where the network finds no place on the chip */
	constructor(model: NetworkModelFields, options: ChipOptions) {
		const { profile, kernels, seed, finer = 1 } = options;
		this.model = model;
		this.#seed = seed;
		const parts = options.inColumns ? inCoreColumns(model, profile) : onOneDie(model, profile);
		this.#chips = parts.map(part => ({
			part,
			core: options.core ?? createNeurramCore({ ...profile, die: part.die }, { kernels, selections: SELECTIONS }),
		}));
		this.core = this.#chips[0].core;
		this.loaded = { segments: 0, moved: 0, cells: 0, missed: 0, pulses: 0, seconds: 0, calibrations: [] };
		const matrices: ChipMatrix[][] = [];
		for (const { core, part } of this.#chips) {
			const segments = this.#placeSegments(core, part, finer, profile.neuron.stepOffset);
			const placed: Placed = [];
			let at = 0;
			part.model.matrices.forEach((matrix, n) => {
				matrices[part.matrices[n]] = matrix.copies.map(copy => {
					const own = segments.slice(at, at + copy.length);
					at += copy.length;
					const most = Math.max(1, options.together ?? matrix.together);
					return new ChipMatrix(core, matrix, own, most, placed, this.tally);
				});
			});
		}
		this.matrices = matrices;
		if (options.programming !== "done") this.#program(options.programming === "exact");
		if (options.age > 0)
			for (const { core } of this.#chips) core.age(options.age, new Random(seed, Stream.programming));
		this.calibrate();
		this.#batch = new NetworkBatch(model, this.matrices);
		this.clearTally();
	}

	/** Numbers of one input. */
	get inputs(): number {
		const { height, width, channels } = this.model.input;
		return height * width * channels;
	}

	/** Numbers of the last value. */
	get scores(): number {
		return this.#batch.scores;
	}

	/**
	 * Scores of `count` inputs, input by input, valid until the next run.
	 * @param codes `count` x inputs
	 * @param batch number of this batch: the same one gives the same scores
	 * @param sampleSeeds of the samples of each input, where there are samples; else from batch and place
	 * @param known 1 where a number of an input is right, `count` x inputs or empty: for the recovery of images
	 */
	run(codes: Codes, count: number, batch: number, sampleSeeds?: readonly number[], known?: Uint8Array): Float32Array {
		const random = new Random(this.#seed ^ Math.imul(batch + 1, 0x9e3779b1), Stream.products);
		const seeds = sampleSeeds ?? Array.from({ length: count }, () => random.int32());
		return this.#batch.run(codes, count, random, seeds, known ?? NOTHING);
	}

	/** Value number `n` of the last run, numbers or codes, input by input: for who wants to see what layers make. */
	value(n: number): Codes | Float32Array {
		return this.#batch.value(n);
	}

	/** Fits all lines from the model's representative inputs. */
	calibrate(): void {
		const random = new Random(this.#seed, Stream.calibration);
		const most = mostLines(this.model.matrices);
		this.loaded.calibrations.length = 0;
		this.model.matrices.forEach(({ name, representative, backwardRepresentative, backwardBits }, n) => {
			for (const copy of this.matrices[n]) {
				const found = copy.calibrate(Mode.FORWARD, representative, most, random);
				this.loaded.calibrations.push({ matrix: name, backward: false, found });
				if (backwardBits === 0) continue;
				const back = copy.calibrate(Mode.BACKWARD, backwardRepresentative, most, random);
				this.loaded.calibrations.push({ matrix: name, backward: true, found: back });
			}
		});
	}

	#placeSegments(core: NeurramCore, { model }: DiePart, finer: number, stepOffset: number): ChipSegment[] {
		const places = new SegmentPlaces({ ...model, version: 0, hash: 0 });
		for (const array of places.arrays) {
			const states = Uint8Array.from({ length: core.arrays[array].rows }, (_, line) =>
				core.lineState(array, LineSide.ROWS, line),
			);
			const failure = places.settle(array, states);
			if (failure) throw failure;
		}
		this.loaded.segments += places.places.length;
		this.loaded.moved += places.moved;
		const settings = model.points.map(values => this.#setting(values, finer, stepOffset));
		return places.places.map(({ model: { point, backwardPoint }, segment }) => ({
			...segment!,
			point: valuesOf(settings[point]),
			backwardPoint: valuesOf(settings[backwardPoint]),
			rowNumbers: numbersOf(segment!.rowLines),
			columnNumbers: numbersOf(segment!.columnLines),
			forwardSetting: settings[point],
			backwardSetting: settings[backwardPoint],
		}));
	}

	/** An operating point in SI units. */
	#setting(values: Int32Array, finer: number, stepOffset: number): OperatingPoint {
		const point = { ...this.core.point };
		readPoint(Uint32Array.from(values), 0, point);
		if (finer === 1) return point;
		point.decrementUp = (point.decrementUp - stepOffset) / finer + stepOffset;
		point.decrementDown = (point.decrementDown + stepOffset) / finer - stepOffset;
		point.decrementSteps = Math.min(2 * finer * point.decrementSteps, MOST_STEPS);
		point.outputBits = 16;
		return point;
	}

	#program(exact: boolean): void {
		const random = new Random(this.#seed, Stream.programming);
		for (const { core, part } of this.#chips) {
			const matrices = part.matrices.flatMap(n => this.matrices[n]);
			const arrays = new Set(matrices.flatMap(({ segments }) => segments.map(({ array }) => array)));
			for (const array of [...arrays].sort((a, b) => a - b)) core.erase(array, random);
			for (const { segments, model } of matrices)
				for (const segment of segments) this.#write(core, segment, 2 ** model.codeBits - 1, exact, random);
		}
	}

	#write(core: NeurramCore, segment: ChipSegment, levels: number, exact: boolean, random: Random): void {
		const { array, codes, rowNumbers, columnNumbers, forwardSetting } = segment;
		const { loaded } = this;
		const report: ProgramReport = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
		const width = columnNumbers.length;
		core.configure(array, forwardSetting);
		loaded.cells += rowNumbers.length * width;
		rowNumbers.forEach((row, i) => {
			const line = codes.subarray(i * width, (i + 1) * width);
			if (exact) {
				writeExactly(core, array, row, columnNumbers, line, levels, random);
				return;
			}
			for (const { first, from, count } of runsOf(columnNumbers)) {
				const part = line.subarray(from, from + count);
				core.program(array, row, first, 1, count, part, levels, core.defaults, random, report);
				loaded.missed += report.missed;
				loaded.pulses += report.pulses;
				loaded.seconds += report.microseconds * 1e-6;
			}
		});
	}

	/** What was counted so far no longer counts: sums then depend on what comes alone. */
	clearTally(): void {
		const { tally } = this;
		tally.conversions = tally.clipped = tally.seconds = tally.energy = tally.noise = 0;
	}
}

const NOTHING = new Uint8Array(0);

/** As the registers hold it: what the fits read of ranges and pairs. */
function valuesOf(point: OperatingPoint): Int32Array {
	const values = new Uint32Array(POINT_FIELDS);
	writePoint(point, values);
	return Int32Array.from(values);
}

function writeExactly(
	core: NeurramCore,
	array: number,
	row: number,
	columns: Uint8Array,
	codes: Uint8Array,
	levels: number,
	random: Random,
): void {
	const { cells } = core.cores[array];
	const { minimum, maximum } = core.arrays[array];
	columns.forEach((column, j) => {
		cells.write(row * cells.lines + column, minimum + (codes[j] / levels) * (maximum - minimum), random);
	});
}

/** Neighbouring numbers together. */
function runsOf(numbers: Uint8Array): { first: number; from: number; count: number }[] {
	const runs: { first: number; from: number; count: number }[] = [];
	numbers.forEach((number, from) => {
		const last = runs.at(-1);
		if (last && last.first + last.count === number) last.count++;
		else runs.push({ first: number, from, count: 1 });
	});
	return runs;
}

function numbersOf({ first, bits }: { first: number; bits: Uint8Array }): Uint8Array {
	const numbers: number[] = [];
	for (let i = 0; i < 8 * bits.length; i++) if ((bits[i >> 3] >> (i & 7)) & 1) numbers.push(first + i);
	return Uint8Array.from(numbers);
}
