import { WireSolver } from "../wires";
import type { BitLineEnds, Kernels, LineSolver } from "./kernels";

/** Beyond so many sweeps a row, the direct solve is the faster one. */
const SWEEPS = 64;
const TOLERANCE = 1e-9;

/**
 * The matrix that wires make of the conductances a solver has loaded: its outputs for one volt on each word line and zero
 * on the others. The network is linear, so outputs = inputs x effective holds for all inputs until conductances change:
 * afterwards wires cost nothing. An eighth of the direct solve's work (wires.ts) where wires conduct well against cells.
 * @param effective rows x columns, row-major, overwritten: siemens, or volts per volt where bit lines are open.
 * @param tolerance of each row, as LineSolver.solve. @returns the largest estimated error that is left; above `tolerance`
 * where 64 sweeps do not get there, and then the rest of the matrix is not filled.
 */
export function prepareEffectiveMatrix(solver: LineSolver, tolerance: number, effective: Float64Array): number {
	const { rows, columns } = solver;
	const voltages = new Float64Array(2 * rows);
	let worst = 0;
	for (let row = 0; row < rows && worst <= tolerance; row += 2) {
		const count = row + 1 < rows ? 2 : 1;
		const outputs = effective.subarray(row * columns, (row + count) * columns);
		voltages[row] = 1;
		if (count === 2) voltages[rows + row + 1] = 1;
		worst = Math.max(worst, solver.solveMany(voltages, count, outputs, tolerance, SWEEPS));
		voltages.fill(0);
	}
	return worst;
}

/**
 * The matrix that wires make of conductances, the fast way where it gets there and the direct one elsewhere (no segments, or
 * segments that conduct hardly better than cells). Arguments as LineSolver.load; effective as above, may be `conductances`.
 */
export function wiredMatrix(
	kernels: Kernels,
	conductances: Float64Array,
	rows: number,
	columns: number,
	segmentOhm: number,
	sourceOhm: number,
	ends: BitLineEnds,
	effective: Float64Array,
): void {
	if (segmentOhm > 0) {
		const lines = kernels.lineSolver(rows, columns);
		lines.load(conductances, segmentOhm, sourceOhm, ends);
		const found = new Float64Array(rows * columns);
		if (prepareEffectiveMatrix(lines, TOLERANCE, found) <= TOLERANCE) {
			for (let cell = 0; cell < found.length; cell++) effective[cell] = found[cell];
			return;
		}
	}
	if (ends === "open") new WireSolver(rows, columns).solveOpen(conductances, segmentOhm, sourceOhm, effective);
	else kernels.wireSolver(rows, columns).solve(conductances, segmentOhm, sourceOhm, effective);
}
