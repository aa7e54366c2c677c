/** Beyond this the logistic function is 0 or 1 to every bit of a 32-bit float. */
const SATURATED = 40;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 1 / (1 + e^-x), to about 1e-13; the same bits on every engine. */
export function sigmoid(x: number): number {
	const e = decay(x < 0 ? -x : x);
	return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

/** Hyperbolic tangent, to about 1e-13 absolute; the same bits on every engine. */
export function tanh(x: number): number {
	const e = decay(x < 0 ? -2 * x : 2 * x);
	const magnitude = (1 - e) / (1 + e);
	return x < 0 ? -magnitude : magnitude;
}

/** e^-x of an x from 0 on; products only, as thousands are needed a frame. NaN stays. */
function decay(x: number): number {
	if (x > SATURATED) return 0;
	const k = Math.floor(x * Math.LOG2E + 0.5);
	const r = k * LN2_HIGH - x + k * LN2_LOW;
	let sum = 1 / 3628800;
	sum = sum * r + 1 / 362880;
	sum = sum * r + 1 / 40320;
	sum = sum * r + 1 / 5040;
	sum = sum * r + 1 / 720;
	sum = sum * r + 1 / 120;
	sum = sum * r + 1 / 24;
	sum = sum * r + 1 / 6;
	sum = sum * r + 0.5;
	sum = sum * r + 1;
	sum = sum * r + 1;
	// 2^k, k from 0 to 58
	return k > 30 ? sum / (1073741824 * (1 << (k - 30))) : sum / (1 << k);
}
