import type { BitLineEnds, LineSolver } from "./kernels";

/**
 * One vector through a crossbar with wires, topology of wires.ts: the word lines and the bit lines are solved in turn, each
 * exactly as a tridiagonal system with the other lines' voltages held (line Gauss-Seidel). The matrix is a diagonally
 * dominant one with negative off-diagonals, so it converges whatever the wires; where a line's cells conduct little against
 * a segment, one sweep gains two digits.
 * Everything is scaled by the segment: cells become g R, segments 1, and a line's factor is
 * c_j = 1 / (a_j + 1), then d_j = (right-hand side_j + d_(j-1)) c_j and v_j = d_j + c_j v_(j+1), where a_j is what node j
 * sees in its cell and in the line before it: a_(j+1) = cell_(j+1) + a_j c_j. Nothing is subtracted.
 */
export class PlainLineSolver implements LineSolver {
	readonly rows: number;
	readonly columns: number;
	/** Of the cells, times the segment's resistance. */
	#cells: Float64Array;
	#wordFactors: Float64Array;
	#bitFactors: Float64Array;
	#wordVoltages: Float64Array;
	#bitVoltages: Float64Array;
	/** Of a bit line: what the segment after a word line sees while factors are made; then the end's voltage a sweep ago. */
	#last: Float64Array;
	/** From a voltage of the last crossings to an output. */
	#scale = 1;
	/** Driver and first segment, in segments. */
	#feed = 1;

	constructor(rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#cells = new Float64Array(rows * columns);
		this.#wordFactors = new Float64Array(rows * columns);
		this.#bitFactors = new Float64Array(rows * columns);
		this.#wordVoltages = new Float64Array(rows * columns);
		this.#bitVoltages = new Float64Array(rows * columns);
		this.#last = new Float64Array(columns);
	}

	load(conductances: Float64Array, segmentOhm: number, sourceOhm: number, ends: BitLineEnds): void {
		const { rows, columns } = this;
		const cells = this.#cells;
		const end = ends === "open" ? 0 : 1;
		this.#scale = ends === "open" ? 1 : 1 / segmentOhm;
		this.#feed = segmentOhm / (segmentOhm + sourceOhm);
		const admittances = this.#last;
		admittances.fill(0);
		for (let row = 0; row < rows; row++) {
			const at = row * columns;
			const down = row === rows - 1 ? end : 1;
			let left = this.#feed;
			for (let j = 0; j < columns; j++) {
				const cell = conductances[at + j] * segmentOhm;
				cells[at + j] = cell;
				const word = cell + left;
				const wordFactor = 1 / (word + (j === columns - 1 ? 0 : 1));
				this.#wordFactors[at + j] = wordFactor;
				left = word * wordFactor;
				const bit = cell + admittances[j];
				// An open bit line without cells floats: its voltage is said to be 0.
				const bitFactor = bit + down > 0 ? 1 / (bit + down) : 0;
				this.#bitFactors[at + j] = bitFactor;
				admittances[j] = bit * bitFactor;
			}
		}
	}

	solve(voltages: Float64Array, outputs: Float64Array, tolerance: number, sweeps: number): number {
		const { rows, columns } = this;
		const bits = this.#bitVoltages;
		bits.fill(0);
		this.#last.fill(0);
		const end = (rows - 1) * columns;
		let before = 0;
		let error = 1;
		for (let sweep = 0; sweep < sweeps; sweep++) {
			this.#sweepWordLines(voltages);
			this.#sweepBitLines();
			let change = 0;
			let power = 0;
			for (let j = 0; j < columns; j++) {
				const now = bits[end + j];
				const difference = now - this.#last[j];
				change += difference * difference;
				power += now * now;
				this.#last[j] = now;
			}
			change = power > 0 ? Math.sqrt(change / power) : 0;
			// Errors shrink by about the same factor each sweep, which shows from the third on.
			error = change === 0 || sweep < 2 ? change : remaining(change, before);
			before = change;
			if (error <= tolerance) break;
		}
		for (let j = 0; j < columns; j++) outputs[j] = bits[end + j] * this.#scale;
		return error;
	}

	solveMany(voltages: Float64Array, vectors: number, outputs: Float64Array, tolerance: number, sweeps: number): number {
		const { rows, columns } = this;
		let worst = 0;
		for (let vector = 0; vector < vectors; vector++) {
			const inputs = voltages.subarray(vector * rows, (vector + 1) * rows);
			const found = outputs.subarray(vector * columns, (vector + 1) * columns);
			worst = Math.max(worst, this.solve(inputs, found, tolerance, sweeps));
		}
		return worst;
	}

	#sweepWordLines(voltages: Float64Array): void {
		const { rows, columns } = this;
		const cells = this.#cells;
		const factors = this.#wordFactors;
		const words = this.#wordVoltages;
		const bits = this.#bitVoltages;
		for (let row = 0; row < rows; row++) {
			const first = row * columns;
			let value = this.#feed * voltages[row];
			for (let at = first; at < first + columns; at++) {
				value = (cells[at] * bits[at] + value) * factors[at];
				words[at] = value;
			}
			for (let at = first + columns - 2; at >= first; at--) {
				value = words[at] + factors[at] * value;
				words[at] = value;
			}
		}
	}

	#sweepBitLines(): void {
		const { rows, columns } = this;
		const cells = this.#cells;
		const factors = this.#bitFactors;
		const words = this.#wordVoltages;
		const bits = this.#bitVoltages;
		for (let j = 0; j < columns; j++) bits[j] = cells[j] * words[j] * factors[j];
		for (let at = columns; at < rows * columns; at++)
			bits[at] = (cells[at] * words[at] + bits[at - columns]) * factors[at];
		for (let at = (rows - 1) * columns - 1; at >= 0; at--) bits[at] += factors[at] * bits[at + columns];
	}
}
Object.freeze(PlainLineSolver.prototype);

/** Sum of the changes still to come, were each the last one's `change / before` smaller; not less than rounding. */
function remaining(change: number, before: number): number {
	const factor = change / before;
	return factor < 1 ? (change * factor) / (1 - factor) : change;
}
