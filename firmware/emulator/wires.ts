// Wire resistance (IR drop) of a crossbar. Cells are linear, so for fixed conductances the wires only turn the conductance
// matrix into another one, the effective matrix; afterwards wires cost nothing per product.
// Topology (FMC, supplement 3; the same as the exact data of the tests): every word line is driven at its first bit line,
// every bit line is collected at virtual ground behind its last word line; one wire segment lies between neighbouring
// crossings, between driver and first crossing, and between last crossing and virtual ground.
//
// Method: the bit lines as a network of N ports that grows by one word line at a time. Placing a word line adds its N x N
// conductance matrix; going on to the next adds one segment in series to each port, a rank-one change. That is a direct
// solve of the 2MN nodes, and no step subtracts near-equal numbers, so it stays exact where segments are a million times
// better conductors than cells. Cost about M N^2 (N + M) / 2 multiplications.

/** Ports that get their segment in one pass over the network: fewer passes through memory, the same sums. */
const PANEL = 4;

export class WireSolver {
	readonly rows: number;
	readonly columns: number;
	/** Conductances looking into the ports; only the lower triangle is kept. */
	#ports: Float64Array;
	/** Short-circuit currents of the ports for one volt on each word line, port by port. */
	#currents: Float64Array;
	/** Column of #ports and line of #currents of each port of a panel, as its segment finds them, and its factor. */
	#panelPorts: Float64Array;
	#panelCurrents: Float64Array;
	#panelFactor: Float64Array;
	/** Of the panel on two lines. */
	#factors: Float64Array;
	/** Conductance that crossing j of the word line sees in its cell and everything to the right. */
	#rightward: Float64Array;

	constructor(rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#ports = new Float64Array(columns * columns);
		this.#currents = new Float64Array(columns * rows);
		this.#panelPorts = new Float64Array(PANEL * columns);
		this.#panelCurrents = new Float64Array(PANEL * rows);
		this.#panelFactor = new Float64Array(PANEL);
		this.#factors = new Float64Array(2 * PANEL);
		this.#rightward = new Float64Array(columns + 1);
	}

	/**
	 * Current into virtual ground j for one volt on word line i and zero on the others, for all i and j.
	 * @param conductances rows x columns, row-major, siemens, not negative.
	 * @param segmentOhm resistance of one wire segment, ohm. @param sourceOhm resistance of each word line's driver, ohm.
	 * @param effective rows x columns, siemens, overwritten; may be `conductances`.
	 */
	solve(conductances: Float64Array, segmentOhm: number, sourceOhm: number, effective: Float64Array): void {
		const { rows, columns } = this;
		this.#grow(conductances, segmentOhm, sourceOhm);
		for (let row = 0; row < rows; row++)
			for (let column = 0; column < columns; column++)
				effective[row * columns + column] = this.#currents[column * rows + row];
	}

	/**
	 * Voltage mode: the ends of the bit lines are open. Voltage of end j for one volt on word line i and zero on the others.
	 * Arguments as `solve`; `voltages` in volts per volt. Every bit line must have a cell that conducts.
	 */
	solveOpen(conductances: Float64Array, segmentOhm: number, sourceOhm: number, voltages: Float64Array): void {
		const { rows, columns } = this;
		this.#grow(conductances, segmentOhm, sourceOhm);
		factor(this.#ports, columns);
		const line = new Float64Array(columns);
		for (let row = 0; row < rows; row++) {
			for (let j = 0; j < columns; j++) line[j] = this.#currents[j * rows + row];
			solveFactored(this.#ports, columns, line);
			for (let j = 0; j < columns; j++) voltages[row * columns + j] = line[j];
		}
	}

	/** The whole network, word line by word line. */
	#grow(conductances: Float64Array, segmentOhm: number, sourceOhm: number): void {
		const { rows, columns } = this;
		this.#ports.fill(0);
		this.#currents.fill(0);
		for (let row = 0; row < rows; row++) {
			this.#placeWordLine(conductances, row, segmentOhm, sourceOhm);
			if (segmentOhm > 0)
				for (let port = 0; port < columns; port += PANEL) {
					this.#choosePanel(port, row + 1, segmentOhm);
					this.#addSegments(row + 1);
				}
		}
	}

	/** The word line as a ladder: what its cells carry when the bit lines are held, in parallel with what is there. */
	#placeWordLine(conductances: Float64Array, row: number, segment: number, source: number): void {
		const { rows, columns } = this;
		const ports = this.#ports;
		const rightward = this.#rightward;
		const first = row * columns;
		rightward[columns] = 0;
		for (let j = columns - 1; j >= 0; j--)
			rightward[j] = conductances[first + j] + rightward[j + 1] / (1 + segment * rightward[j + 1]);

		let voltage = 1 / (1 + (source + segment) * rightward[0]);
		// Towards the driver, as a resistance: zero where the word line is held ideally.
		let leftward = source + segment;
		for (let j = 0; j < columns; j++) {
			const cell = conductances[first + j];
			this.#currents[j * rows + row] = cell * voltage;
			// Voltage of crossing k for one ampere into crossing j, then bit line current for one volt on bit line j.
			let transfer = leftward / (1 + leftward * rightward[j]);
			ports[j * columns + j] += cell * (1 - transfer * cell);
			for (let k = j + 1; k < columns; k++) {
				transfer /= 1 + segment * rightward[k];
				ports[k * columns + j] -= cell * transfer * conductances[first + k];
			}
			voltage /= 1 + segment * rightward[j + 1];
			leftward = leftward / (1 + leftward * cell) + segment;
		}
	}

	/** What the segments of the next ports change: each sees the segments of the panel before it. */
	#choosePanel(port: number, driven: number, segment: number): void {
		const { rows, columns } = this;
		const panelPorts = this.#panelPorts;
		const panelCurrents = this.#panelCurrents;
		for (let p = 0; p < PANEL; p++) {
			const at = port + p;
			const to = p * columns;
			const currentsTo = p * rows;
			if (at >= columns) {
				this.#panelFactor[p] = 0;
				continue;
			}
			for (let i = 0; i < columns; i++)
				panelPorts[to + i] = i < at ? this.#ports[at * columns + i] : this.#ports[i * columns + at];
			for (let row = 0; row < driven; row++) panelCurrents[currentsTo + row] = this.#currents[at * rows + row];
			for (let q = 0; q < p; q++) {
				const factor = this.#panelFactor[q] * panelPorts[q * columns + at];
				for (let i = 0; i < columns; i++) panelPorts[to + i] -= factor * panelPorts[q * columns + i];
				for (let row = 0; row < driven; row++)
					panelCurrents[currentsTo + row] -= factor * panelCurrents[q * rows + row];
			}
			this.#panelFactor[p] = segment / (1 + segment * panelPorts[to + at]);
		}
	}

	/** The panel's segments in series with their ports: one pass. `driven`: word lines placed so far. */
	#addSegments(driven: number): void {
		const { rows, columns } = this;
		const panelPorts = this.#panelPorts;
		const panelFactor = this.#panelFactor;
		const factors = this.#factors;
		for (let i = 0; i < columns; i += 2) {
			const pair = i + 1 < columns ? 2 : 1;
			for (let p = 0; p < PANEL; p++) {
				factors[p] = panelFactor[p] * panelPorts[p * columns + i];
				if (pair === 2) factors[PANEL + p] = panelFactor[p] * panelPorts[p * columns + i + 1];
			}
			if (pair === 2) {
				// One element more than the first line needs: above the diagonal, never read.
				subtractFromTwo(this.#ports, i * columns, columns, i + 2, panelPorts, columns, factors);
				subtractFromTwo(this.#currents, i * rows, rows, driven, this.#panelCurrents, rows, factors);
			} else {
				subtractFromOne(this.#ports, i * columns, i + 1, panelPorts, columns, factors);
				subtractFromOne(this.#currents, i * rows, driven, this.#panelCurrents, rows, factors);
			}
		}
	}
}
Object.freeze(WireSolver.prototype);

/** Cholesky factor of a symmetric positive matrix, in place of its lower triangle. */
function factor(matrix: Float64Array, size: number): void {
	for (let j = 0; j < size; j++) {
		for (let i = j; i < size; i++) {
			let sum = matrix[i * size + j];
			for (let k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k];
			matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j];
		}
	}
}

/** Solves in place with what `factor` left. */
function solveFactored(matrix: Float64Array, size: number, values: Float64Array): void {
	for (let i = 0; i < size; i++) {
		let sum = values[i];
		for (let k = 0; k < i; k++) sum -= matrix[i * size + k] * values[k];
		values[i] = sum / matrix[i * size + i];
	}
	for (let i = size - 1; i >= 0; i--) {
		let sum = values[i];
		for (let k = i + 1; k < size; k++) sum -= matrix[k * size + i] * values[k];
		values[i] = sum / matrix[i * size + i];
	}
}

/** Two neighbouring lines less the panel's four, each times its factor. The solver spends its time here. */
function subtractFromTwo(
	lines: Float64Array,
	first: number,
	lineStride: number,
	length: number,
	panel: Float64Array,
	stride: number,
	factors: Float64Array,
): void {
	const f0 = factors[0];
	const f1 = factors[1];
	const f2 = factors[2];
	const f3 = factors[3];
	const g0 = factors[4];
	const g1 = factors[5];
	const g2 = factors[6];
	const g3 = factors[7];
	const second = first + lineStride;
	for (let j = 0; j < length; j++) {
		const p0 = panel[j];
		const p1 = panel[stride + j];
		const p2 = panel[2 * stride + j];
		const p3 = panel[3 * stride + j];
		lines[first + j] -= f0 * p0 + f1 * p1 + f2 * p2 + f3 * p3;
		lines[second + j] -= g0 * p0 + g1 * p1 + g2 * p2 + g3 * p3;
	}
}

/** The same for the last line of an odd number. */
function subtractFromOne(
	lines: Float64Array,
	first: number,
	length: number,
	panel: Float64Array,
	stride: number,
	factors: Float64Array,
): void {
	for (let j = 0; j < length; j++)
		lines[first + j] -=
			factors[0] * panel[j] +
			factors[1] * panel[stride + j] +
			factors[2] * panel[2 * stride + j] +
			factors[3] * panel[3 * stride + j];
}

/** The effective matrix of one array; `WireSolver` keeps its buffers for many. Arguments and units: WireSolver.solve. */
export function effectiveMatrix(
	conductances: Float64Array,
	rows: number,
	columns: number,
	segmentOhm: number,
	sourceOhm: number,
): Float64Array {
	const effective = new Float64Array(rows * columns);
	new WireSolver(rows, columns).solve(conductances, segmentOhm, sourceOhm, effective);
	return effective;
}

/**
 * Conductances to program so that the effective matrix is the target: G <- G * target / effective, in place, at most
 * `rounds` times. The published additive rule (FMC, supplement 3b) needs about twice the rounds.
 * @param target siemens, positive. @param conductances rows x columns, overwritten.
 * @param maximum largest conductance that a cell can take, siemens.
 * @returns the largest relative error of the effective matrix that is left.
 */
export function compensate(
	solver: WireSolver,
	target: Float64Array,
	segmentOhm: number,
	sourceOhm: number,
	rounds: number,
	maximum: number,
	conductances: Float64Array,
	effective: Float64Array,
): number {
	const cells = solver.rows * solver.columns;
	for (let cell = 0; cell < cells; cell++) conductances[cell] = target[cell];
	for (let round = 0; ; round++) {
		solver.solve(conductances, segmentOhm, sourceOhm, effective);
		let worst = 0;
		for (let cell = 0; cell < cells; cell++) {
			const error = effective[cell] / target[cell] - 1;
			if (error > worst) worst = error;
			else if (-error > worst) worst = -error;
		}
		if (round === rounds || worst < 1e-12) return worst;
		for (let cell = 0; cell < cells; cell++) {
			conductances[cell] = Math.min((conductances[cell] * target[cell]) / effective[cell], maximum);
		}
	}
}
