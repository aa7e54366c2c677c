/** Where a rising curve of straight pieces reaches `level`; infinite where it does not. */
export function crossing(x: readonly number[], y: readonly number[], level: number): number {
	for (let n = 1; n < x.length; n++) {
		if (y[n] < level) continue;
		if (y[n - 1] > level) return -Infinity;
		return x[n - 1] + ((level - y[n - 1]) / (y[n] - y[n - 1])) * (x[n] - x[n - 1]);
	}
	return Infinity;
}
