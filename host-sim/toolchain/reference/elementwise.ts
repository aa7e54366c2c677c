import type { Normalization, Quantization } from "../network/graph";

// Functions of one number each. `to` may be `from`. `count` counts numbers.

export function normalizeValues(operation: Normalization, from: Float32Array, to: Float32Array, count: number): void {
	const { gamma, beta, mean, variance, epsilon } = operation;
	const channels = gamma.length;
	const factors = Float64Array.from(gamma, (value, n) => value / Math.sqrt(variance[n] + epsilon));
	for (let i = 0; i < count; i += channels)
		for (let n = 0; n < channels; n++) to[i + n] = (from[i + n] - mean[n]) * factors[n] + beta[n];
}

export function quantizeValues(operation: Quantization, from: Float32Array, to: Float32Array, count: number): void {
	const { bits, signed, most } = operation;
	if (signed) {
		for (let i = 0; i < count; i++) to[i] = quantizeSigned(from[i], bits, most);
		return;
	}
	const step = most / (2 ** bits - 1);
	for (let i = 0; i < count; i++) {
		const value = from[i];
		to[i] = value > 0 ? Math.floor(Math.min(value, most) / step + 0.5) * step : 0;
	}
}

/** round(clamp(x / most, -1 + 1/S, 1 - 1/S) S) / S most, half to even, S = 2^(bits-1). */
export function quantizeSigned(value: number, bits: number, most: number): number {
	const steps = 2 ** (bits - 1);
	const scaled = Math.max(1 - steps, Math.min(steps - 1, (value / most) * steps));
	const below = Math.floor(scaled);
	const rest = scaled - below;
	const code = rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
	return (code / steps) * most;
}

export function clipValues(least: number, most: number, from: Float32Array, to: Float32Array, count: number): void {
	for (let i = 0; i < count; i++) to[i] = Math.max(least, Math.min(most, from[i]));
}

export function rectifyValues(from: Float32Array, to: Float32Array, count: number): void {
	for (let i = 0; i < count; i++) to[i] = Math.max(from[i], 0);
}

export function addValues(from: readonly Float32Array[], to: Float32Array, count: number): void {
	const [first, second, ...others] = from;
	if (!second) to.set(first.subarray(0, count));
	else for (let i = 0; i < count; i++) to[i] = first[i] + second[i];
	for (const other of others) for (let i = 0; i < count; i++) to[i] += other[i];
}

/** @param size numbers of one vector */
export function softmaxValues(from: Float32Array, to: Float32Array, vectors: number, size: number): void {
	for (let at = 0; at < vectors * size; at += size) {
		let largest = Number.NEGATIVE_INFINITY;
		for (let i = at; i < at + size; i++) largest = Math.max(largest, from[i]);
		let sum = 0;
		for (let i = at; i < at + size; i++) sum += Math.exp(from[i] - largest);
		for (let i = at; i < at + size; i++) to[i] = Math.exp(from[i] - largest) / sum;
	}
}
