import type { NetworkModelFields } from "../../../firmware/model/network";
import type { Lowered } from "./lower";
import type { CodedMatrix } from "./matrix-codes";
import type { Die, Neighbourhood, Placed } from "./place";

/** A matrix on the chip. */
export interface LayerReport {
	name: string;
	/** Inputs without bias rows. */
	inputs: number;
	columns: number;
	biasRows: number;
	segments: number;
	copies: number;
	/** Memory cells of all copies. */
	cells: number;
	/** Vectors that one run of the network sends. */
	uses: number;
	/** Weight that takes the largest conductance, and weights beyond it. */
	largestWeight: number;
	clippedWeights: number;
	/** Largest bias that did not fit the bias rows and is added after the chip; 0 where all fit. */
	largestOffset: number;
	/** Part of the converter's range that representative sums take. */
	use: number;
}

/** A segment on its core: physical lines. */
export interface SegmentReport {
	layer: number;
	copy: number;
	core: number;
	firstRow: number;
	lastRow: number;
	rows: number;
	firstColumn: number;
	columns: number;
	neighbourhood: Neighbourhood;
}

export interface CompileReport {
	name: string;
	layers: LayerReport[];
	segments: SegmentReport[];
	cells: number;
	/** Cores with at least one segment, and those of the chip. */
	cores: number;
	chipCores: number;
	/** Cells in use over the cells of the cores in use, and of the chip. */
	utilisation: number;
	chipUtilisation: number;
	/** What was decided on the way, in words. */
	notes: string[];
}

export function reportOf(
	model: Pick<NetworkModelFields, "name" | "matrices">,
	{ layers, notes }: Pick<Lowered, "layers" | "notes">,
	coded: readonly CodedMatrix[],
	placed: readonly Placed[],
	die: Die,
	uses: readonly number[],
): CompileReport {
	const cellsOf = (some: readonly Placed[]): number =>
		some.reduce((sum, { piece }) => sum + piece.rowLines * piece.columnLines, 0);
	const cores = new Set(placed.map(({ core }) => core)).size;
	const cells = cellsOf(placed);
	const perCore = die.columns * die.columns;
	const segments = [...placed].sort(
		(one, other) => one.core - other.core || one.firstRow - other.firstRow || one.firstColumn - other.firstColumn,
	);
	return {
		name: model.name,
		layers: model.matrices.map((matrix, n): LayerReport => {
			const own = placed.filter(({ piece }) => piece.matrix === n);
			return {
				name: matrix.name,
				inputs: layers[n].inputs,
				columns: matrix.columns,
				biasRows: matrix.biasRows,
				segments: matrix.copies[0].length,
				copies: matrix.copies.length,
				cells: cellsOf(own),
				uses: layers[n].uses,
				largestWeight: coded[n].weightUnit * (2 ** matrix.codeBits - 1),
				clippedWeights: coded[n].clipped,
				largestOffset: coded[n].offset.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
				use: uses[n],
			};
		}),
		segments: segments.map(({ piece, core, firstRow, firstColumn, neighbourhood }): SegmentReport => {
			const rows = die.usableRows[core];
			return {
				layer: piece.matrix,
				copy: piece.copy,
				core,
				firstRow: rows[firstRow],
				lastRow: rows[firstRow + piece.rowLines - 1],
				rows: piece.rowLines,
				firstColumn,
				columns: piece.columnLines,
				neighbourhood,
			};
		}),
		cells,
		cores,
		chipCores: die.usableRows.length,
		utilisation: cells / (cores * perCore),
		chipUtilisation: cells / (die.usableRows.length * perCore),
		notes,
	};
}
