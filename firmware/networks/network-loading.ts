import { MatrixCalibration } from "../accelerator/calibration";
import type { LinkError } from "../accelerator/link-error";
import type { ParallelDriver } from "../accelerator/parallel-driver";
import { LineSide, Mode } from "../accelerator/registers";
import type { Done } from "../accelerator/turn";
import type { NetworkModel } from "../model/network";
import type { LayerMatrix } from "./layer-matrix";
import { networkMisfit } from "./network-fit";
import { SegmentPlaces } from "./segment-places";

/** What bringing a network onto the chip did. */
export interface Loaded {
	segments: number;
	/** Segments on other rows than the model says. */
	moved: number;
	cells: number;
	/** Cells that are not within tolerance of their targets. */
	missed: number;
	/** The chip's time for programming, microseconds. */
	microseconds: number;
	/** Converted lines that were calibrated, and those that do not follow their inputs. */
	lines: number;
	flat: number;
}

/** Lines fitted at a time where segments have fewer. */
const LEAST_LINES = 64;

/** Brings a network onto an identified chip: finds places for its segments, programs them with write-verify, calibrates every matrix. */
export class NetworkLoading {
	readonly loaded: Loaded = { segments: 0, moved: 0, cells: 0, missed: 0, microseconds: 0, lines: 0, flat: 0 };
	readonly #driver: ParallelDriver;
	readonly #model: NetworkModel;
	readonly #matrices: readonly LayerMatrix[];
	readonly #places: SegmentPlaces;
	#states = new Uint8Array(0);
	#calibration: MatrixCalibration | undefined;
	#at = 0;
	#copy = 0;
	#mode = 0;
	#done: Done | undefined;

	constructor(driver: ParallelDriver, model: NetworkModel, matrices: readonly LayerMatrix[]) {
		this.#driver = driver;
		this.#model = model;
		this.#matrices = matrices;
		this.#places = new SegmentPlaces(model);
	}

	/** Does the model fit the chip, and where does it lie? */
	place(done: Done): void {
		const misfit = networkMisfit(this.#model, this.#driver.identity!);
		if (misfit) {
			done(misfit);
			return;
		}
		this.#done = done;
		this.#at = 0;
		this.#places.clear();
		this.#readLines();
	}

	#readLines(): void {
		const { arrays } = this.#places;
		if (this.#at < arrays.length) {
			const array = arrays[this.#at];
			const { rows } = this.#driver.identity!.arrays[array];
			if (this.#states.length !== rows) this.#states = new Uint8Array(rows);
			this.#driver.arrays.readLines(array, LineSide.ROWS, this.#states, this.#linesRead);
		} else {
			this.#makeMatrices();
			this.#finish(undefined);
		}
	}

	#linesRead = (error: LinkError | undefined): void => {
		const array = this.#places.arrays[this.#at++];
		const failure = error ?? this.#places.settle(array, this.#states);
		if (failure) this.#finish(failure);
		else this.#readLines();
	};

	#makeMatrices(): void {
		const { places, moved } = this.#places;
		this.loaded.moved = moved;
		this.loaded.segments = places.length;
		let at = 0;
		for (const matrix of this.#matrices) {
			const { copies, together } = matrix.model;
			matrix.place(
				copies.map(copy => {
					const segments = places.slice(at, at + copy.length).map(place => place.segment!);
					at += copy.length;
					return this.#driver.matrix(matrix.rows, matrix.columns, segments, together);
				}),
			);
		}
	}

	/** Programs all segments. */
	program(done: Done): void {
		this.#done = done;
		this.#at = 0;
		const { loaded } = this;
		loaded.cells = loaded.missed = loaded.microseconds = 0;
		this.#programNext();
	}

	#programNext(): void {
		const place = this.#places.places[this.#at];
		if (!place) this.#finish(undefined);
		else this.#driver.programming.program(place.segment!, place.matrix.codeBits, this.#programmed);
	}

	#programmed = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const { programmed } = this.#driver.programming;
		const { loaded } = this;
		loaded.cells += programmed.cells;
		loaded.missed += programmed.missed + programmed.stuck;
		loaded.microseconds += programmed.microseconds;
		this.#at++;
		this.#programNext();
	};

	/** Calibrates all matrices, from inputs of the training data that the model has. */
	calibrate(done: Done): void {
		this.#done = done;
		this.#at = this.#copy = 0;
		this.#mode = Mode.FORWARD;
		this.loaded.lines = this.loaded.flat = 0;
		this.#calibration = new MatrixCalibration(this.#driver.calibrationRun(this.#mostLines()));
		this.#calibrateNext();
	}

	#mostLines(): number {
		let lines = LEAST_LINES;
		for (const { matrix, model } of this.#places.places) {
			lines = Math.max(lines, model.columnLines.length);
			if (matrix.backwardBits > 0) lines = Math.max(lines, model.rowLines.length);
		}
		return lines;
	}

	#calibrateNext(): void {
		const matrix = this.#matrices[this.#at];
		if (!matrix) {
			this.#calibration = undefined;
			this.#finish(undefined);
			return;
		}
		const { model, rows, columns, copies } = matrix;
		const isBackward = this.#mode === Mode.BACKWARD;
		const inputs = isBackward ? model.backwardRepresentative : model.representative;
		const stride = isBackward ? columns : rows;
		const inputBits = isBackward ? model.backwardBits : model.inputBits;
		const given = { inputs, stride, inputBits, vectors: inputs.length / stride, codeBits: model.codeBits };
		this.#calibration!.calibrate(copies[this.#copy], this.#mode, given, this.#calibrated);
	}

	#calibrated = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const { calibrated } = this.#calibration!;
		this.loaded.lines += calibrated.lines;
		this.loaded.flat += calibrated.flat;
		const { model, copies } = this.#matrices[this.#at];
		if (this.#mode === Mode.FORWARD && model.backwardBits > 0) this.#mode = Mode.BACKWARD;
		else {
			this.#mode = Mode.FORWARD;
			if (++this.#copy === copies.length) {
				this.#copy = 0;
				this.#at++;
			}
		}
		this.#calibrateNext();
	};

	#finish(error: LinkError | undefined): void {
		const done = this.#done!;
		this.#done = undefined;
		done(error);
	}
}
