/**
 * Gray value between pixels, bilinear. Pixel centres are at whole coordinates; outside the picture its border counts.
 * @param x, y must be finite.
 */
export function sample(gray: Uint8Array, width: number, height: number, x: number, y: number): number {
	if (x < 0) x = 0;
	else if (x > width - 1) x = width - 1;
	if (y < 0) y = 0;
	else if (y > height - 1) y = height - 1;
	let column = x | 0;
	let row = y | 0;
	if (column > width - 2) column = width - 2;
	if (row > height - 2) row = height - 2;
	const right = x - column;
	const down = y - row;
	const at = row * width + column;
	const top = gray[at] + right * (gray[at + 1] - gray[at]);
	const bottom = gray[at + width] + right * (gray[at + width + 1] - gray[at + width]);
	return top + down * (bottom - top);
}

/**
 * The same of the picture smoothed by [1 2 1] / 4 in both directions, with whole gray levels (local-threshold.ts): four of
 * its pixels are made where they are wanted, so that the smoothed picture needs no memory.
 */
export function sampleSmooth(gray: Uint8Array, width: number, height: number, x: number, y: number): number {
	if (x < 0) x = 0;
	else if (x > width - 1) x = width - 1;
	if (y < 0) y = 0;
	else if (y > height - 1) y = height - 1;
	let column = x | 0;
	let row = y | 0;
	if (column > width - 2) column = width - 2;
	if (row > height - 2) row = height - 2;
	// sums down a column, weights 1 2 1, around the upper and around the lower row
	const at = row * width + column;
	const above = row > 0 ? at - width : at;
	const below = at + width;
	const under = row < height - 2 ? below + width : below;
	const left = column > 0 ? -1 : 0;
	const right = column < width - 2 ? 2 : 1;
	const upper = gray[above] + 2 * gray[at] + gray[below];
	const lower = gray[at] + 2 * gray[below] + gray[under];
	const upperNext = gray[above + 1] + 2 * gray[at + 1] + gray[below + 1];
	const lowerNext = gray[at + 1] + 2 * gray[below + 1] + gray[under + 1];
	const upperLeft = gray[above + left] + 2 * gray[at + left] + gray[below + left];
	const lowerLeft = gray[at + left] + 2 * gray[below + left] + gray[under + left];
	const upperRight = gray[above + right] + 2 * gray[at + right] + gray[below + right];
	const lowerRight = gray[at + right] + 2 * gray[below + right] + gray[under + right];
	const topLeft = (upperLeft + 2 * upper + upperNext + 8) >> 4;
	const topRight = (upper + 2 * upperNext + upperRight + 8) >> 4;
	const bottomLeft = (lowerLeft + 2 * lower + lowerNext + 8) >> 4;
	const bottomRight = (lower + 2 * lowerNext + lowerRight + 8) >> 4;
	const across = x - column;
	const top = topLeft + across * (topRight - topLeft);
	const bottom = bottomLeft + across * (bottomRight - bottomLeft);
	return top + (y - row) * (bottom - top);
}
