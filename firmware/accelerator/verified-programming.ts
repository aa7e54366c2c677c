import type { Cells } from "./cells";
import type { Identification } from "./identification";
import { type ArrayIdentity, unknownArray } from "./identity";
import type { LinkError } from "./link-error";
import { RegionWalk } from "./region-walk";
import { Outcome } from "./registers";
import type { Segment } from "./segment";
import type { SegmentMultiplication } from "./segment-multiplication";
import type { Done } from "./turn";

/** What programming a segment did, and what reading it back found. */
export interface ProgrammedSegment {
	cells: number;
	/** By outcome: within tolerance, not within after the pulse limit, does not move. */
	onTarget: number;
	missed: number;
	stuck: number;
	pulses: number;
	/** The chip's time, microseconds. */
	microseconds: number;
	/** Deviation of the conductances read back from their targets, root mean square and largest, picosiemens. */
	deviation: number;
	largestDeviation: number;
}

/** Cells of a piece: one PROGRAM, one READ_OUTCOMES, one READ_CELLS, each a command. */
const PIECE = 240;

/** Programs segments and reads them back, piece by piece. */
export class VerifiedProgramming {
	readonly programmed: ProgrammedSegment = {
		cells: 0,
		onTarget: 0,
		missed: 0,
		stuck: 0,
		pulses: 0,
		microseconds: 0,
		deviation: 0,
		largestDeviation: 0,
	};
	readonly #cells: Cells;
	readonly #identification: Identification;
	readonly #segments: SegmentMultiplication;
	readonly #walk = new RegionWalk();
	readonly #codes = new Uint8Array(PIECE);
	readonly #outcomes = new Uint8Array(PIECE);
	readonly #conductances = new Uint16Array(PIECE);
	readonly #one: Segment[] = [];
	#segment: Segment | undefined;
	#bits = 0;
	#into: Uint8Array | undefined;
	#squares = 0;
	#done: Done | undefined;

	constructor(cells: Cells, identification: Identification, segments: SegmentMultiplication) {
		this.#cells = cells;
		this.#identification = identification;
		this.#segments = segments;
	}

	/**
	 * Programs a segment's cells and reads them back; `programmed` sums up. Cells that miss are no error: the caller judges.
	 * @param bits of a code on the wire: 1, 2, 4 or 8
	 * @param into where it is given, the outcome byte of each cell, row-major: Outcome in bits 1..0, pulses in bits 7..2
	 */
	program(segment: Segment, bits: number, done: Done, into?: Uint8Array): void {
		this.#segments.demand();
		this.#segment = segment;
		this.#bits = bits;
		this.#into = into;
		this.#done = done;
		this.#squares = 0;
		const { programmed } = this;
		programmed.cells = programmed.onTarget = programmed.missed = programmed.stuck = programmed.pulses = 0;
		programmed.microseconds = programmed.deviation = programmed.largestDeviation = 0;
		this.#walk.start(segment.rowLines.count, segment.columnLines.count, PIECE);
		this.#one[0] = segment;
		this.#segments.place(this.#one, this.#placed);
	}

	#placed = (error: LinkError | undefined): void => {
		const walk = this.#walk;
		if (error || !walk.next()) {
			this.#finish(error);
			return;
		}
		const { array, codes, columnLines } = this.#segment!;
		for (let i = 0, at = 0; i < walk.rows; i++) {
			const start = (walk.row + i) * columnLines.count + walk.column;
			for (let j = 0; j < walk.columns; j++) this.#codes[at++] = codes[start + j];
		}
		const { row, column, rows, columns } = walk;
		this.#cells.programSelected(array, row, column, rows, columns, this.#codes, this.#bits, this.#pieceProgrammed);
	};

	#pieceProgrammed = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const { programmed } = this;
		programmed.pulses += this.#cells.programmed.pulses;
		programmed.microseconds += this.#cells.programmed.microseconds;
		const { row, column, rows, columns } = this.#walk;
		const { array } = this.#segment!;
		this.#cells.outcomesSelected(array, row, column, rows, columns, this.#outcomes, this.#outcomesRead);
	};

	#outcomesRead = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const { row, column, rows, columns } = this.#walk;
		const { array } = this.#segment!;
		this.#cells.readSelected(array, row, column, rows, columns, this.#conductances, this.#cellsRead);
	};

	#cellsRead = (error: LinkError | undefined): void => {
		const { array } = this.#segment!;
		const identity = this.#identification.array(array);
		if (!error && identity) this.#judge(identity);
		this.#placed(error ?? (identity ? undefined : unknownArray(array)));
	};

	/** Counts the outcomes of a piece and compares what was read with what was asked for. */
	#judge({ minimum, maximum }: ArrayIdentity): void {
		const walk = this.#walk;
		const { programmed } = this;
		const { conductanceStep } = this.#identification.identity!;
		const { columnLines } = this.#segment!;
		const step = (maximum - minimum) / ((1 << this.#bits) - 1);
		const cells = walk.rows * walk.columns;
		for (let cell = 0; cell < cells; cell++) {
			const outcome = this.#outcomes[cell];
			switch (outcome & 3) {
				case Outcome.ON_TARGET:
					programmed.onTarget++;
					break;
				case Outcome.STUCK:
					programmed.stuck++;
					break;
				default:
					programmed.missed++;
			}
			const target = minimum + this.#codes[cell] * step;
			const deviation = Math.abs(this.#conductances[cell] * conductanceStep - target);
			this.#squares += deviation * deviation;
			if (deviation > programmed.largestDeviation) programmed.largestDeviation = deviation;
		}
		if (this.#into)
			for (let i = 0, cell = 0; i < walk.rows; i++) {
				const start = (walk.row + i) * columnLines.count + walk.column;
				for (let j = 0; j < walk.columns; j++) this.#into[start + j] = this.#outcomes[cell++];
			}
		programmed.cells += cells;
		programmed.deviation = Math.sqrt(this.#squares / programmed.cells);
	}

	#finish(error: LinkError | undefined): void {
		const done = this.#done;
		this.#done = undefined;
		this.#segment = undefined;
		this.#into = undefined;
		done?.(error);
	}
}
