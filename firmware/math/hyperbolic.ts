import { exp } from "./elementary";

/** Hyperbolic sine, the same bits on every engine; about 1e-15 relative, also near 0. */
export function sinh(x: number): number {
	const magnitude = x < 0 ? -x : x;
	if (magnitude < 1) {
		// (e^x - e^-x) / 2 would cancel here: x + x^3/3! + x^5/5! ... to x^19 is exact to rounding.
		const square = x * x;
		let sum = 1;
		for (let n = 18; n > 0; n -= 2) sum = 1 + (square * sum) / (n * (n + 1));
		return x * sum;
	}
	// Half the exponent twice, so that it overflows only where sinh itself does.
	const half = exp(magnitude / 2);
	const result = 0.5 * half * half - 0.5 / half / half;
	return x < 0 ? -result : result;
}
