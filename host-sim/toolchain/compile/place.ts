import type { Piece } from "./split";

/** Rows of each core that can be used, by number, ascending; columns all can. */
export interface Die {
	usableRows: readonly Uint8Array[];
	/** Columns of a core. */
	columns: number;
	/** Columns of cores that stand side by side: core number = coreColumns x row + column. */
	coreColumns: number;
}

/**
 * "separate": one piece a core. "merge": as few cores as hold all. "auto": one piece a core while there are cores, the smallest
 * pieces merged where there are not. "duplicate": as auto, and copies of the layers with most vectors where room is left.
 */
export type Strategy = "separate" | "merge" | "auto" | "duplicate";
export const STRATEGIES: readonly Strategy[] = ["separate", "merge", "auto", "duplicate"];

/** How a piece came onto a core that has others: no line in common, rows in common, columns in common. */
export type Neighbourhood = "alone" | "diagonal" | "horizontal" | "vertical";

/** Where a piece stands: from this usable row (counted among the usable ones) and column on. */
export interface Placed {
	piece: Piece;
	core: number;
	firstRow: number;
	firstColumn: number;
	neighbourhood: Neighbourhood;
}

export interface Placement {
	placed: Placed[];
	/** Pieces that found no room. */
	left: Piece[];
}

/** Largest first; of the same size in the order of the network. */
const bySize = (one: Piece, other: Piece): number =>
	other.rowLines * other.columnLines - one.rowLines * one.columnLines ||
	one.matrix - other.matrix ||
	one.row - other.row;

/** Places pieces on a die. Same pieces, same die, same places. */
export function place(pieces: readonly Piece[], die: Die, strategy: Strategy): Placement {
	const floor = new Floor(die);
	const left: Piece[] = [];
	const isSpread = strategy !== "merge";
	for (const piece of [...pieces].sort(bySize)) {
		const alone = isSpread ? floor.alone(piece) : undefined;
		const found =
			alone ?? (strategy === "separate" ? undefined : (floor.beside(piece, isSpread) ?? floor.alone(piece)));
		if (found) floor.put(found);
		else left.push(piece);
	}
	return { placed: floor.placed, left };
}

/**
 * More pieces (a whole copy of a matrix) on empty cores, or beside others than its own; false, and nothing placed, where
 * there is no room.
 */
export function placeCopy(placement: Placement, pieces: readonly Piece[], die: Die): boolean {
	const floor = new Floor(die, placement.placed);
	const before = placement.placed.length;
	for (const piece of [...pieces].sort(bySize)) {
		const found = floor.alone(piece) ?? floor.beside(piece, true);
		if (!found || placement.placed.some(other => other.core === found.core && other.piece.matrix === piece.matrix)) {
			placement.placed.length = before;
			return false;
		}
		floor.put(found);
	}
	return true;
}

/** The cores and what stands on them. */
class Floor {
	readonly placed: Placed[];
	readonly #die: Die;
	readonly #onCore: Placed[][];

	constructor(die: Die, placed: Placed[] = []) {
		this.#die = die;
		this.placed = placed;
		this.#onCore = die.usableRows.map((_, core) => placed.filter(other => other.core === core));
	}

	put(found: Placed): void {
		this.placed.push(found);
		this.#onCore[found.core].push(found);
	}

	/** An empty core, if there is one: in the core column with fewest pieces of the same matrix, which then disturb each other least when they run together. */
	alone(piece: Piece): Placed | undefined {
		let best: Placed | undefined;
		let fewest = Number.POSITIVE_INFINITY;
		for (let core = 0; core < this.#onCore.length; core++) {
			if (this.#onCore[core].length > 0 || !this.#holds(core, piece, 0, 0)) continue;
			const crowd = this.#crowd(core, piece);
			if (crowd >= fewest) continue;
			fewest = crowd;
			best = { piece, core, firstRow: 0, firstColumn: 0, neighbourhood: "alone" };
		}
		return best;
	}

	/**
	 * A place beside others: not with its own matrix if it can be helped, diagonal before horizontal before vertical.
	 * @param spread whether, of equal places, that on the core with fewest pieces is taken, or the first
	 */
	beside(piece: Piece, spread: boolean): Placed | undefined {
		let best: Placed | undefined;
		let least = Number.POSITIVE_INFINITY;
		for (let core = 0; core < this.#onCore.length; core++) {
			const others = this.#onCore[core];
			if (others.length === 0) continue;
			const found = this.#corner(core, piece, others);
			if (!found) continue;
			const own = others.some(other => other.piece.matrix === piece.matrix) ? 1 : 0;
			const crowd = spread ? others.length + this.#crowd(core, piece) : 0;
			const cost = (own * 8 + RANK[found.neighbourhood]) * 256 + crowd;
			if (cost >= least) continue;
			least = cost;
			best = found;
		}
		return best;
	}

	/** The best place on a core: all corners of what is there are tried. */
	#corner(core: number, piece: Piece, others: readonly Placed[]): Placed | undefined {
		const rows = new Set([0, ...others.map(other => other.firstRow + other.piece.rowLines)]);
		const columns = new Set([0, ...others.map(other => other.firstColumn + other.piece.columnLines)]);
		let best: Placed | undefined;
		for (const firstRow of rows)
			for (const firstColumn of columns) {
				if (!this.#holds(core, piece, firstRow, firstColumn)) continue;
				const placed: Placed = { piece, core, firstRow, firstColumn, neighbourhood: "diagonal" };
				if (others.some(other => sharesRows(placed, other) && sharesColumns(placed, other))) continue;
				if (others.some(other => sharesRows(placed, other))) placed.neighbourhood = "horizontal";
				else if (others.some(other => sharesColumns(placed, other))) placed.neighbourhood = "vertical";
				if (!best || RANK[placed.neighbourhood] < RANK[best.neighbourhood]) best = placed;
			}
		return best;
	}

	#holds(core: number, { rowLines, columnLines }: Piece, firstRow: number, firstColumn: number): boolean {
		const { usableRows, columns } = this.#die;
		return firstRow + rowLines <= usableRows[core].length && firstColumn + columnLines <= columns;
	}

	#crowd(core: number, piece: Piece): number {
		const { coreColumns } = this.#die;
		let crowd = 0;
		for (const other of this.placed)
			if (other.piece.matrix === piece.matrix && other.core % coreColumns === core % coreColumns) crowd++;
		return crowd;
	}
}

const RANK: Readonly<Record<Neighbourhood, number>> = { alone: 0, diagonal: 1, horizontal: 2, vertical: 3 };

function sharesRows(one: Placed, other: Placed): boolean {
	return one.firstRow < other.firstRow + other.piece.rowLines && other.firstRow < one.firstRow + one.piece.rowLines;
}

function sharesColumns(one: Placed, other: Placed): boolean {
	return (
		one.firstColumn < other.firstColumn + other.piece.columnLines &&
		other.firstColumn < one.firstColumn + one.piece.columnLines
	);
}
