/** Mean and standard deviation of `count` draws. */
export function statistics(count: number, draw: () => number): { mean: number; deviation: number } {
	let sum = 0;
	let squares = 0;
	let first: number | undefined;
	for (let n = 0; n < count; n++) {
		const value = draw();
		first ??= value;
		sum += value - first;
		squares += (value - first) * (value - first);
	}
	const mean = sum / count;
	return { mean: mean + (first ?? 0), deviation: Math.sqrt(squares / count - mean * mean) };
}

/** Whether two numbers agree to a relative error. */
export function within(value: number, expected: number, relative: number): boolean {
	return Math.abs(value - expected) <= relative * Math.abs(expected);
}
