import { WireSolver } from "../wires";
import type { RelaxingCells } from "./relaxing-cells";

/**
 * The voltages of floating lines through resistive wires, as a matrix: entry (k, j) is the voltage at the sensing end of
 * converted line j for one volt on driven line k (`size` 1) or pair k, its second line at the negative (`size` 2). Topology as
 * in wires.ts; lines that are neither driven nor converted take no part.
 */
export function floatingLineMatrix(
	cells: RelaxingCells,
	driven: Int16Array,
	converted: Int16Array,
	byRows: boolean,
	size: number,
	segment: number,
	source: number,
): Float64Array {
	const inputs = driven.length - (driven.length % size);
	const outputs = converted.length;
	const lines = new Float64Array(inputs * outputs);
	for (let i = 0; i < inputs; i++)
		for (let j = 0; j < outputs; j++) {
			const index = byRows ? driven[i] * cells.lines + converted[j] : converted[j] * cells.lines + driven[i];
			lines[i * outputs + j] = cells.conductance(index);
		}
	new WireSolver(inputs, outputs).solveOpen(lines, segment, source, lines);
	const matrix = new Float64Array((inputs / size) * outputs);
	for (let i = 0; i < inputs; i++) {
		const sign = size === 2 && i % 2 === 1 ? -1 : 1;
		for (let j = 0; j < outputs; j++) matrix[Math.floor(i / size) * outputs + j] += sign * lines[i * outputs + j];
	}
	return matrix;
}
