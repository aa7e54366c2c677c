import { CompileError } from "./compile-error";
import type { Layer } from "./lower";
import type { CodedMatrix } from "./matrix-codes";
import { type Die, type Placed, place, placeCopy, type Strategy } from "./place";
import { type Piece, piecesOf } from "./split";

/**
 * Places all matrices of a network on a die.
 * @throws CompileError compile-size with the shortfall in cells and cores
 */
export function placeNetwork(
	layers: readonly Pick<Layer, "name" | "uses">[],
	coded: readonly CodedMatrix[],
	die: Die,
	strategy: Strategy,
	widest: number,
): Placed[] {
	const pieces = coded.flatMap((matrix, n) => piecesOf(n, 0, matrix, widest));
	const placement = place(pieces, die, strategy);
	if (placement.left.length > 0) throw tooLarge(pieces, placement.left, layers, die, strategy);
	if (strategy === "duplicate") duplicate(placement, layers, coded, die, widest);
	return placement.placed;
}

/** Each costs programming and room in the model's file, and saves less than the one before. */
const MOST_COPIES = 8;

/** Copies of the layer whose copies have most vectors each, as long as one that fits is left. */
function duplicate(
	placement: { placed: Placed[]; left: Piece[] },
	layers: readonly Pick<Layer, "uses">[],
	coded: readonly CodedMatrix[],
	die: Die,
	widest: number,
): void {
	const copies = layers.map(() => 1);
	const isFull = layers.map(() => false);
	for (;;) {
		let busiest = -1;
		layers.forEach(({ uses }, n) => {
			if (isFull[n] || uses <= copies[n] || copies[n] === MOST_COPIES) return;
			if (busiest < 0 || uses / copies[n] > layers[busiest].uses / copies[busiest]) busiest = n;
		});
		if (busiest < 0) return;
		if (placeCopy(placement, piecesOf(busiest, copies[busiest], coded[busiest], widest), die)) copies[busiest]++;
		else isFull[busiest] = true;
	}
}

/** What is missing: cells, and further cores like the best of this die. */
function tooLarge(
	pieces: readonly Piece[],
	left: readonly Piece[],
	layers: readonly Pick<Layer, "name">[],
	die: Die,
	strategy: Strategy,
): CompileError {
	const cells = (some: readonly Piece[]): number =>
		some.reduce((sum, { rowLines, columnLines }) => sum + rowLines * columnLines, 0);
	const best = die.usableRows.reduce((one, other) => (other.length > one.length ? other : one));
	const misfit = left.find(({ rowLines, columnLines }) => rowLines > best.length || columnLines > die.columns);
	if (misfit)
		return new CompileError(
			"compile-size",
			`${layers[misfit.matrix].name} has a segment of ${misfit.rowLines} x ${misfit.columnLines} cells, and the best core has ${best.length} usable rows and ${die.columns} columns: cut it shorter (--longest, --widest)`,
		);
	const cores = die.usableRows.length;
	const shortfall = cells(left);
	const more = { ...die, usableRows: [...die.usableRows, ...left.map(() => best)] };
	const { placed } = place(pieces, more, strategy === "separate" ? strategy : "merge");
	const needed = new Set(placed.map(({ core }) => core)).size;
	const name = layers[left[0].matrix].name;
	return new CompileError(
		"compile-size",
		`the network needs ${cells(pieces)} cells in ${pieces.length} segments, and ${left.length} of them (${shortfall} cells, the first of ${name}) find no room on ${cores} cores: ${needed - cores} more cores are needed${
			strategy === "separate" ? "; --strategy auto puts several on a core" : "; make the network smaller"
		}`,
	);
}
