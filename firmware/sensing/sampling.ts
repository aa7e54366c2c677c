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
