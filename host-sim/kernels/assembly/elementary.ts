// AssemblyScript, twin of firmware/math/elementary.ts: the same operations in the same order.

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/** 2^k for k in -1022..1023. */
function powerOfTwo(k: i32): f64 {
	return reinterpret<f64>((<i64>(k + 1023)) << 52);
}

/** e^x for x in -700..700. */
export function exp(x: f64): f64 {
	const k = floor<f64>(x * Math.LOG2E + 0.5);
	const r = x - k * LN2_HIGH - k * LN2_LOW;
	let sum: f64 = 1;
	for (let n: f64 = 14; n > 0; n--) sum = 1 + (r * sum) / n;
	return sum * powerOfTwo(<i32>k);
}

/** Natural logarithm of x, 0 < x < 65536; -Infinity at 0. */
export function log(x: f64): f64 {
	if (x === 0) return -Infinity;
	let exponent: f64 = 0;
	let m = x;
	while (m < 1.0 / 65536.0) {
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
	const s = (m - 1) / (m + 1);
	const square = s * s;
	let sum: f64 = 0;
	for (let n: f64 = 23; n >= 3; n -= 2) sum = square * (1 / n + sum);
	return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * s * sum + 2 * s);
}
