/** Side of a tile in pixels is 2^TILE_SHIFT. */
const TILE_SHIFT = 2;
export const TILE = 1 << TILE_SHIFT;
/** Least difference of lightest and darkest around a tile, in gray levels, for anything there to count as dark. */
const LEAST_CONTRAST = 12;
/** Rows of tiles whose smoothed pixels are held: one and the next, which its threshold looks ahead to. */
const TILE_ROWS = 2;
/** Rows of tiles whose lightest and darkest pixels are held: one and its neighbours, in places that a mask finds. */
const EXTREME_ROWS = 4;

/**
 * Dark or light, against the middle of the lightest and darkest pixel nearby, so that neither uneven light nor exposure
 * matters (the tiles of AprilTag: E. Olson, 2016, section IV). One pass over the picture, row by row; only a few rows are held.
 */
export class LocalThreshold {
	readonly width: number;
	readonly height: number;
	/** Rows smoothed by [1 2 1] / 4 in both directions: a third of the noise, and centred. `prepare` says where a row is. */
	readonly smooth: Uint8Array;
	/** Threshold of each tile across the row that was prepared: a smoothed pixel below it is dark. */
	readonly levels: Uint8Array;
	readonly #across: number;
	readonly #down: number;
	readonly #lowest: Uint8Array;
	readonly #highest: Uint8Array;

	constructor(width: number, height: number) {
		this.width = width;
		this.height = height;
		this.#across = (width + TILE - 1) >> TILE_SHIFT;
		this.#down = (height + TILE - 1) >> TILE_SHIFT;
		this.smooth = new Uint8Array(TILE_ROWS * TILE * width);
		this.levels = new Uint8Array(this.#across);
		this.#lowest = new Uint8Array(EXTREME_ROWS * this.#across);
		this.#highest = new Uint8Array(EXTREME_ROWS * this.#across);
	}

	/**
	 * Makes row y ready; rows come one after the other, from 0 on.
	 * @param gray width x height bytes.
	 * @returns where the row begins in `smooth`
	 */
	prepare(gray: Uint8Array, y: number): number {
		if (y % TILE === 0) {
			const row = y >> TILE_SHIFT;
			if (row === 0) this.#smoothTiles(gray, 0);
			if (row + 1 < this.#down) this.#smoothTiles(gray, row + 1);
			this.#levelTiles(row);
		}
		return this.#placeOf(y);
	}

	#placeOf(y: number): number {
		return (y & (TILE_ROWS * TILE - 1)) * this.width;
	}

	#tilesOf(row: number): number {
		return (row & (EXTREME_ROWS - 1)) * this.#across;
	}

	/** Smooths the pixels of a row of tiles and finds the lightest and darkest of each. */
	#smoothTiles(gray: Uint8Array, row: number): void {
		const tiles = this.#tilesOf(row);
		this.#lowest.fill(255, tiles, tiles + this.#across);
		this.#highest.fill(0, tiles, tiles + this.#across);
		const end = Math.min((row + 1) << TILE_SHIFT, this.height);
		for (let y = row << TILE_SHIFT; y < end; y++) this.#smoothRow(gray, y, tiles);
	}

	#smoothRow(gray: Uint8Array, y: number, tiles: number): void {
		const { width, smooth } = this;
		const lowest = this.#lowest;
		const highest = this.#highest;
		const place = this.#placeOf(y);
		// the rows above and below, as steps in the picture
		const up = y > 0 ? -width : 0;
		const down = y < this.height - 1 ? width : 0;
		let at = y * width;
		let right = gray[at + up] + 2 * gray[at] + gray[at + down];
		let middle = right;
		let left = right;
		let value = 0;
		let x = 0;
		for (let tile = tiles; x < width; tile++) {
			let low = lowest[tile];
			let high = highest[tile];
			const end = Math.min(x + TILE, width);
			for (; x < end; x++) {
				if (x < width - 1) {
					at++;
					right = gray[at + up] + 2 * gray[at] + gray[at + down];
				}
				value = (left + 2 * middle + right + 8) >> 4;
				smooth[place + x] = value;
				if (value < low) low = value;
				if (value > high) high = value;
				left = middle;
				middle = right;
			}
			lowest[tile] = low;
			highest[tile] = high;
		}
	}

	#levelTiles(row: number): void {
		const across = this.#across;
		const top = row > 0 ? row - 1 : 0;
		const bottom = row < this.#down - 1 ? row + 1 : row;
		for (let column = 0; column < across; column++) {
			const first = column > 0 ? column - 1 : 0;
			const last = column < across - 1 ? column + 1 : column;
			let low = 255;
			let high = 0;
			for (let r = top; r <= bottom; r++) {
				const tiles = this.#tilesOf(r);
				for (let tile = tiles + first; tile <= tiles + last; tile++) {
					if (this.#lowest[tile] < low) low = this.#lowest[tile];
					if (this.#highest[tile] > high) high = this.#highest[tile];
				}
			}
			this.levels[column] = high - low < LEAST_CONTRAST ? 0 : (low + high) >> 1;
		}
	}
}
