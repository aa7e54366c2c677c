/** Straight line through points: y = intercept + slope x, and the standard deviation of what is left, over the slope. */
export interface Line {
	slope: number;
	intercept: number;
	/** In units of x: what is left after the fit is undone. */
	residual: number;
}

/** Of column `j` of two tables of `columns`. */
export function fitColumn(x: ArrayLike<number>, y: ArrayLike<number>, columns: number, j: number): Line {
	const count = x.length / columns;
	let sx = 0;
	let sy = 0;
	for (let n = j; n < x.length; n += columns) {
		sx += x[n];
		sy += y[n];
	}
	const mx = sx / count;
	const my = sy / count;
	let xx = 0;
	let xy = 0;
	for (let n = j; n < x.length; n += columns) {
		xx += (x[n] - mx) ** 2;
		xy += (x[n] - mx) * (y[n] - my);
	}
	const slope = xy / xx;
	const intercept = my - slope * mx;
	let left = 0;
	for (let n = j; n < x.length; n += columns) left += (y[n] - intercept - slope * x[n]) ** 2;
	return { slope, intercept, residual: Math.sqrt(left / count) / Math.abs(slope) };
}

export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
	const line = fitColumn(a, b, 1, 0);
	const back = fitColumn(b, a, 1, 0);
	return Math.sign(line.slope) * Math.sqrt(line.slope * back.slope);
}
