import type { LineSolver } from "./kernels";

/** Enough for any wires that a chip is built with; each gains two digits where segments conduct well. */
const SWEEPS = 2000;

/**
 * The matrix that wires make of the conductances a solver has loaded: its outputs for one volt on each word line and zero
 * on the others. The network is linear, so outputs = inputs x effective holds for all inputs until conductances change:
 * afterwards wires cost nothing. An eighth of the direct solve's work (wires.ts) where wires conduct well against cells.
 * @param effective rows x columns, row-major, overwritten: siemens, or volts per volt where bit lines are open.
 * @param tolerance of each row, as LineSolver.solve. @returns the largest estimated error that is left.
 */
export function prepareEffectiveMatrix(solver: LineSolver, tolerance: number, effective: Float64Array): number {
	const { rows, columns } = solver;
	const voltages = new Float64Array(rows);
	let worst = 0;
	for (let row = 0; row < rows; row++) {
		voltages[row] = 1;
		const outputs = effective.subarray(row * columns, (row + 1) * columns);
		worst = Math.max(worst, solver.solve(voltages, outputs, tolerance, SWEEPS));
		voltages[row] = 0;
	}
	return worst;
}
