/** Value of a polynomial whose coefficients stand lowest power first. */
export function polynomial(coefficients: readonly number[], x: number): number {
	let sum = 0;
	for (let n = coefficients.length - 1; n >= 0; n--) sum = sum * x + coefficients[n];
	return sum;
}
