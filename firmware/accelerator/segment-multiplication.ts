import { ArraySet } from "./array-set";
import type { Arrays } from "./arrays";
import { wrongChip } from "./identity";
import type { LinkError } from "./link-error";
import { hasSignedOutputs, PointField } from "./operating-point";
import type { OutputSink, ParallelMultiplication } from "./parallel-multiplication";
import { LineSide, Mode } from "./registers";
import { convertedLines, drivenValues, firstInput, pointOf, type Segment } from "./segment";
import type { Done, Turn } from "./turn";

/** Takes the outputs of segments; must not throw. */
export interface SegmentSink {
	take(segment: Segment, vector: number, line: number, code: number): void;
}

/**
 * Segments of different arrays in one multiply: selects their lines and sets their operating points where the array does
 * not have them yet, loads each piece of the inputs once for all arrays that want it, multiplies, and hands out the codes.
 */
export class SegmentMultiplication implements OutputSink {
	readonly #turn: Turn;
	readonly #arrays: Arrays;
	readonly #parallel: ParallelMultiplication;
	/** Which segment's lines and which operating point each array has; undefined: unknown. */
	readonly #placed: (Segment | undefined)[] = [];
	readonly #configured: (Int32Array | undefined)[] = [];
	readonly #set = new ArraySet();
	#segments: readonly Segment[] = NO_SEGMENTS;
	#mode = 0;
	#inputs: Int8Array | Uint8Array = NO_INPUTS;
	#start = 0;
	#stride = 0;
	#inputBits = 0;
	#vectors = 0;
	#sink: SegmentSink | undefined;
	#done: Done | undefined;
	/** The segment that is being placed or loaded, or whose output comes next. */
	#at = 0;
	#vector = 0;
	#line = 0;

	constructor(turn: Turn, arrays: Arrays, parallel: ParallelMultiplication) {
		this.#turn = turn;
		this.#arrays = arrays;
		this.#parallel = parallel;
	}

	/** @throws LinkError in-use, when the last operation is not done; for who has to say so before it changes anything */
	demand(): void {
		this.#turn.demand();
	}

	/** What the arrays are set to is no longer known: after a reset, or when an operating point was changed. */
	forget(): void {
		this.#placed.length = 0;
		this.#configured.length = 0;
	}

	/**
	 * One multiply.
	 * @param segments of different arrays, in ascending order of these
	 * @param inputs of the whole matrix: value i of vector k at start + k x stride + i; left alone until done
	 * @param inputBits of an input on the wire
	 */
	run(
		mode: number,
		segments: readonly Segment[],
		inputs: Int8Array | Uint8Array,
		start: number,
		stride: number,
		inputBits: number,
		vectors: number,
		sink: SegmentSink,
		done: Done,
	): void {
		this.#turn.demand();
		this.#mode = mode;
		this.#segments = segments;
		this.#inputs = inputs;
		this.#start = start;
		this.#stride = stride;
		this.#inputBits = inputBits;
		this.#vectors = vectors;
		this.#sink = sink;
		this.#done = done;
		this.#at = 0;
		this.#place(undefined);
	}

	/**
	 * Selects the lines of segments of different arrays and sets their operating points, no more. Where all is in place, `done`
	 * comes at once.
	 */
	place(segments: readonly Segment[], done: Done): void {
		this.#turn.demand();
		this.#mode = Mode.FORWARD;
		this.#segments = segments;
		this.#vectors = 0;
		this.#done = done;
		this.#at = 0;
		this.#place(undefined);
	}

	/** What the segment's array does not have yet, one command at a time. */
	#place = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		for (; this.#at < this.#segments.length; this.#at++) {
			const segment = this.#segments[this.#at];
			const { array } = segment;
			const point = pointOf(segment, this.#mode);
			if (this.#configured[array] !== point) {
				this.#arrays.configure(array, point, this.#pointSet);
				return;
			}
			if (this.#placed[array] !== segment) {
				this.#placed[array] = undefined;
				this.#arrays.select(array, LineSide.ROWS, segment.rowLines, this.#rowsSelected);
				return;
			}
		}
		this.#at = 0;
		if (this.#vectors === 0) this.#finish(undefined);
		else this.#load(undefined);
	};

	#pointSet = (error: LinkError | undefined): void => {
		const segment = this.#segments[this.#at];
		this.#configured[segment.array] = error ? undefined : pointOf(segment, this.#mode);
		this.#place(error);
	};

	#rowsSelected = (error: LinkError | undefined): void => {
		const { array, columnLines } = this.#segments[this.#at];
		if (error) this.#finish(error);
		else this.#arrays.select(array, LineSide.COLUMNS, columnLines, this.#columnsSelected);
	};

	#columnsSelected = (error: LinkError | undefined): void => {
		const segment = this.#segments[this.#at];
		if (!error) this.#placed[segment.array] = segment;
		this.#place(error);
	};

	/** Every piece of the inputs goes once, to all arrays that want it. */
	#load = (error: LinkError | undefined): void => {
		const segments = this.#segments;
		while (!error && this.#at < segments.length && this.#isLoaded(this.#at)) this.#at++;
		if (error || this.#at >= segments.length) {
			this.#multiply(error);
			return;
		}
		const mode = this.#mode;
		const segment = segments[this.#at];
		const first = this.#start + firstInput(segment, mode);
		const values = drivenValues(segment, mode);
		this.#set.clear();
		for (let n = this.#at; n < segments.length; n++)
			if (isSamePiece(segments[n], segment, mode)) this.#set.add(segments[n].array);
		this.#at++;
		const vectors = mode === Mode.RECURRENT ? 1 : this.#vectors;
		const isSigned = pointOf(segment, mode)[PointField.INPUT_SIGNED] === 1;
		const bits = this.#inputBits;
		this.#parallel.load(this.#set, values, vectors, this.#inputs, first, this.#stride, bits, isSigned, this.#load);
	};

	/** Whether a segment before this one wanted the same inputs. */
	#isLoaded(index: number): boolean {
		for (let n = 0; n < index; n++) if (isSamePiece(this.#segments[n], this.#segments[index], this.#mode)) return true;
		return false;
	}

	#multiply(error: LinkError | undefined): void {
		if (error) {
			this.#finish(error);
			return;
		}
		this.#set.clear();
		for (const segment of this.#segments) this.#set.add(segment.array);
		this.#parallel.multiply(this.#mode, this.#set, this.#vectors, this.#multiplied);
	}

	#multiplied = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		let outputs = 0;
		for (const segment of this.#segments) outputs += this.#vectors * convertedLines(segment, this.#mode);
		if (outputs !== this.#parallel.multiplied.outputs) {
			this.#finish(wrongChip(`it has ${this.#parallel.multiplied.outputs} outputs where ${outputs} were asked for`));
			return;
		}
		const point = pointOf(this.#segments[0], this.#mode);
		const isSigned = hasSignedOutputs(point[PointField.ACTIVATION]);
		this.#at = this.#vector = this.#line = 0;
		this.#parallel.read(outputs, point[PointField.OUTPUT_BITS], isSigned, this, this.#finish);
	};

	/** Of the ParallelMultiplication: the next output. */
	take(code: number): void {
		const segment = this.#segments[this.#at];
		this.#sink!.take(segment, this.#vector, this.#line, code);
		if (++this.#line < convertedLines(segment, this.#mode)) return;
		this.#line = 0;
		if (++this.#vector < this.#vectors) return;
		this.#vector = 0;
		this.#at++;
	}

	#finish = (error: LinkError | undefined): void => {
		const done = this.#done;
		this.#done = undefined;
		this.#sink = undefined;
		done?.(error);
	};
}

/** Whether two segments want the same inputs. */
function isSamePiece(one: Segment, other: Segment, mode: number): boolean {
	return (
		firstInput(one, mode) === firstInput(other, mode) &&
		drivenValues(one, mode) === drivenValues(other, mode) &&
		pointOf(one, mode)[PointField.INPUT_SIGNED] === pointOf(other, mode)[PointField.INPUT_SIGNED]
	);
}

const NO_SEGMENTS: readonly Segment[] = [];
const NO_INPUTS = new Uint8Array(0);
