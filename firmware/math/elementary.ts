// Elementary functions that give the same bits on every engine: IEEE 754 + - * / and sqrt are exactly rounded,
// Math.sin and friends are not. Accuracy is about 1e-15 relative, measured against Math.* in tests/math.

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^k for an integer k in -1074..1023, exact. */
export function powerOfTwo(k: number): number {
	let result = 1;
	let base = k < 0 ? 0.5 : 2;
	for (let n = k < 0 ? -k : k; n > 0; n = Math.floor(n / 2)) {
		if (n % 2 === 1) result *= base;
		base *= base;
	}
	return result;
}

/** e^x. */
export function exp(x: number): number {
	if (Number.isNaN(x)) return x;
	if (x > 709.78) return Infinity;
	if (x < -745.13) return 0;
	const k = Math.floor(x * Math.LOG2E + 0.5);
	const r = x - k * LN2_HIGH - k * LN2_LOW;
	let sum = 1;
	for (let n = 14; n > 0; n--) sum = 1 + (r * sum) / n;
	return k < -1000
		? sum * powerOfTwo(k + 200) * powerOfTwo(-200)
		: k > 1000
			? sum * powerOfTwo(k - 100) * powerOfTwo(100)
			: sum * powerOfTwo(k);
}

/** Natural logarithm of x; NaN below 0, -Infinity at 0. */
export function log(x: number): number {
	if (Number.isNaN(x) || x < 0) return Number.NaN;
	if (x === 0) return -Infinity;
	if (x === Infinity) return x;
	let exponent = 0;
	let m = x;
	while (m >= 65536) {
		m /= 65536;
		exponent += 16;
	}
	while (m < 1 / 65536) {
		m *= 65536;
		exponent -= 16;
	}
	while (m >= Math.SQRT2) {
		m /= 2;
		exponent++;
	}
	while (m < Math.SQRT1_2) {
		m *= 2;
		exponent--;
	}
	// atanh series: ln m = 2 (s + s^3/3 + s^5/5 ...), |s| <= 0.1716
	const s = (m - 1) / (m + 1);
	const square = s * s;
	let sum = 0;
	for (let n = 23; n >= 3; n -= 2) sum = square * (1 / n + sum);
	return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * s * sum + 2 * s);
}

/** Decibels of a power ratio: 10 log10(ratio). */
export function decibels(powerRatio: number): number {
	return log(powerRatio) * 4.342944819032518;
}

/** cos of an angle given in turns (1 turn = 2 pi rad); exact at multiples of 1/4. */
export function cosTurns(turns: number): number {
	return sinTurns(turns + 0.25);
}

/** sin of an angle given in turns (1 turn = 2 pi rad); exact at multiples of 1/4. */
export function sinTurns(turns: number): number {
	let t = turns - Math.floor(turns); // [0, 1)
	let sign = 1;
	if (t >= 0.5) {
		t -= 0.5;
		sign = -1;
	}
	if (t > 0.25) t = 0.5 - t; // [0, 1/4]
	return sign * (t > 0.125 ? cosSeries((0.25 - t) * 2 * Math.PI) : sinSeries(t * 2 * Math.PI));
}

function sinSeries(x: number): number {
	const square = x * x;
	let sum = 1;
	for (let n = 18; n > 0; n -= 2) sum = 1 - (square * sum) / (n * (n + 1));
	return x * sum;
}

function cosSeries(x: number): number {
	const square = x * x;
	let sum = 1;
	for (let n = 18; n > 0; n -= 2) sum = 1 - (square * sum) / (n * (n - 1));
	return sum;
}
