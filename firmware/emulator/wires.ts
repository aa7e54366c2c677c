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

export class WireSolver {
	readonly rows: number;
	readonly columns: number;
	/** Conductances looking into the ports; only the lower triangle is kept. */
	#ports: Float64Array;
	/** Short-circuit currents of the ports for one volt on each word line, port by port. */
	#currents: Float64Array;
	#portColumn: Float64Array;
	#portCurrents: Float64Array;
	/** Conductance that crossing j of the word line sees in its cell and everything to the right. */
	#rightward: Float64Array;

	constructor(rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#ports = new Float64Array(columns * columns);
		this.#currents = new Float64Array(columns * rows);
		this.#portColumn = new Float64Array(columns);
		this.#portCurrents = new Float64Array(rows);
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
		this.#ports.fill(0);
		this.#currents.fill(0);
		for (let row = 0; row < rows; row++) {
			this.#placeWordLine(conductances, row, segmentOhm, sourceOhm);
			if (segmentOhm > 0)
				for (let column = 0; column < columns; column++) this.#addSegment(column, row + 1, segmentOhm);
		}
		for (let row = 0; row < rows; row++)
			for (let column = 0; column < columns; column++)
				effective[row * columns + column] = this.#currents[column * rows + row];
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

	/** One segment in series with a port. `driven`: word lines placed so far. */
	#addSegment(port: number, driven: number, segment: number): void {
		const { rows, columns } = this;
		const ports = this.#ports;
		const currents = this.#currents;
		const column = this.#portColumn;
		const current = this.#portCurrents;
		for (let i = 0; i < columns; i++) column[i] = i < port ? ports[port * columns + i] : ports[i * columns + port];
		for (let row = 0; row < driven; row++) current[row] = currents[port * rows + row];
		const scale = segment / (1 + segment * column[port]);
		for (let i = 0; i < columns; i++) {
			const factor = scale * column[i];
			const line = i * columns;
			for (let j = 0; j <= i; j++) ports[line + j] -= factor * column[j];
			const from = i * rows;
			for (let row = 0; row < driven; row++) currents[from + row] -= factor * current[row];
		}
	}
}
Object.freeze(WireSolver.prototype);

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
			const next = (conductances[cell] * target[cell]) / effective[cell];
			conductances[cell] = next < maximum ? next : maximum;
		}
	}
}
