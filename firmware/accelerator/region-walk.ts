/** Walks over a region of cells in pieces that fit a command: whole rows where they do, else parts of one row. */
export class RegionWalk {
	#rows = 0;
	#columns = 0;
	#cells = 0;
	/** The piece, relative to the region. */
	row = 0;
	column = 0;
	rows = 0;
	columns = 0;

	/** @param cells most cells of a piece, at least 1 */
	start(rows: number, columns: number, cells: number): void {
		this.#rows = rows;
		this.#columns = columns;
		this.#cells = cells;
		this.row = this.column = this.rows = this.columns = 0;
	}

	/** Goes to the next piece; false when there is none. */
	next(): boolean {
		this.column += this.columns;
		if (this.column >= this.#columns) {
			this.column = 0;
			this.row += this.rows;
		}
		if (this.row >= this.#rows) return false;
		this.columns = Math.min(this.#columns - this.column, this.#cells);
		const wholeRows = this.columns === this.#columns ? Math.floor(this.#cells / this.#columns) : 1;
		this.rows = Math.min(this.#rows - this.row, wholeRows);
		return true;
	}
}
