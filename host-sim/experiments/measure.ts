/** Root mean square difference over the root mean square of the exact values. */
export function relativeError(measured: ArrayLike<number>, exact: ArrayLike<number>): number {
	let difference = 0;
	let power = 0;
	for (let n = 0; n < exact.length; n++) {
		difference += (measured[n] - exact[n]) ** 2;
		power += exact[n] ** 2;
	}
	return Math.sqrt(difference / power);
}

/** The same after the one gain that fits the measured values best: what a calibration of the whole chip leaves. */
export function calibratedError(measured: ArrayLike<number>, exact: ArrayLike<number>): number {
	let cross = 0;
	let power = 0;
	for (let n = 0; n < exact.length; n++) {
		cross += measured[n] * exact[n];
		power += measured[n] ** 2;
	}
	const gain = cross / power;
	return relativeError(
		Float64Array.from(measured, value => gain * value),
		exact,
	);
}

export function rms(values: readonly number[]): number {
	return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

export function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function standardDeviation(values: readonly number[]): number {
	const middle = mean(values);
	return rms(values.map(value => value - middle));
}

/** The tones' cycles per window: `count` of them from `first`, `spacing` apart. */
export function comb(first: number, spacing: number, count: number): Float64Array {
	return Float64Array.from({ length: count }, (_, k) => first + k * spacing);
}
