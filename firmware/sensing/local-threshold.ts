/** Side of a tile in pixels is 2^TILE_SHIFT. */
const TILE_SHIFT = 2;
/** Least difference of lightest and darkest around a tile, in gray levels, for anything there to count as dark. */
const LEAST_CONTRAST = 12;

/**
 * Dark or light, against the middle of the lightest and darkest pixel nearby, so that neither uneven light nor exposure
 * matters (the tiles of AprilTag: E. Olson, 2016, section IV). One pass over the picture, one over its tiles.
 */
export class LocalThreshold {
	readonly width: number;
	readonly height: number;
	/** The picture smoothed by [1 2 1] / 4 in both directions: a third of the noise, and centred. */
	readonly smooth: Uint8Array;
	readonly tilesAcross: number;
	/** Threshold of each tile: a smoothed pixel below it is dark. */
	readonly levels: Uint8Array;
	readonly #tilesDown: number;
	readonly #lowest: Uint8Array;
	readonly #highest: Uint8Array;

	constructor(width: number, height: number) {
		this.width = width;
		this.height = height;
		this.smooth = new Uint8Array(width * height);
		this.tilesAcross = (width + (1 << TILE_SHIFT) - 1) >> TILE_SHIFT;
		this.#tilesDown = (height + (1 << TILE_SHIFT) - 1) >> TILE_SHIFT;
		const tiles = this.tilesAcross * this.#tilesDown;
		this.levels = new Uint8Array(tiles);
		this.#lowest = new Uint8Array(tiles);
		this.#highest = new Uint8Array(tiles);
	}

	/** @param gray width x height bytes. */
	compute(gray: Uint8Array): void {
		this.#lowest.fill(255);
		this.#highest.fill(0);
		for (let y = 0; y < this.height; y++) this.#smoothRow(gray, y);
		for (let row = 0; row < this.#tilesDown; row++) this.#levelRow(row);
	}

	#smoothRow(gray: Uint8Array, y: number): void {
		const { width, smooth } = this;
		const lowest = this.#lowest;
		const highest = this.#highest;
		const here = y * width;
		const above = y > 0 ? here - width : here;
		const below = y < this.height - 1 ? here + width : here;
		const tiles = (y >> TILE_SHIFT) * this.tilesAcross;
		let middle = gray[above] + 2 * gray[here] + gray[below];
		let left = middle;
		for (let x = 0; x < width; x++) {
			const next = x + 1 < width ? x + 1 : x;
			const right = gray[above + next] + 2 * gray[here + next] + gray[below + next];
			const value = (left + 2 * middle + right + 8) >> 4;
			smooth[here + x] = value;
			const tile = tiles + (x >> TILE_SHIFT);
			if (value < lowest[tile]) lowest[tile] = value;
			if (value > highest[tile]) highest[tile] = value;
			left = middle;
			middle = right;
		}
	}

	#levelRow(row: number): void {
		const across = this.tilesAcross;
		const top = row > 0 ? row - 1 : 0;
		const bottom = row < this.#tilesDown - 1 ? row + 1 : row;
		for (let column = 0; column < across; column++) {
			const first = column > 0 ? column - 1 : 0;
			const last = column < across - 1 ? column + 1 : column;
			let low = 255;
			let high = 0;
			for (let r = top; r <= bottom; r++)
				for (let tile = r * across + first; tile <= r * across + last; tile++) {
					if (this.#lowest[tile] < low) low = this.#lowest[tile];
					if (this.#highest[tile] > high) high = this.#highest[tile];
				}
			this.levels[row * across + column] = high - low < LEAST_CONTRAST ? 0 : (low + high) >> 1;
		}
	}
}

/** Column of the tile of a pixel column. */
export function tileOf(x: number): number {
	return x >> TILE_SHIFT;
}
