const PREFIXES: readonly [number, string][] = [
	[1, ""],
	[1e-3, "m"],
	[1e-6, "µ"],
	[1e-9, "n"],
	[1e-12, "p"],
];

/** Three digits with the prefix that suits: "6.14 µA". */
export function withPrefix(value: number, unit: string): string {
	if (value === 0) return `0 ${unit}`;
	const magnitude = Math.abs(value);
	const [factor, prefix] = PREFIXES.find(([least]) => magnitude >= least * 0.9995) ?? PREFIXES[PREFIXES.length - 1];
	return `${digits(value / factor)} ${prefix}${unit}`;
}

/** Three significant digits, as few characters as they take. */
export function digits(value: number): string {
	const magnitude = Math.abs(value);
	if (magnitude >= 99.95 || value === 0) return value.toFixed(0);
	return value.toFixed(magnitude >= 9.995 ? 1 : 2);
}

const SPANS: readonly [number, string][] = [
	[31_557_600, "year"],
	[86_400, "day"],
	[3600, "hour"],
	[60, "minute"],
	[1, "second"],
];

/** A span of time in words: "3 days". */
export function spanWords(seconds: number): string {
	if (seconds === 0) return "just written";
	const [length, word] = SPANS.find(([least]) => seconds >= least) ?? SPANS[SPANS.length - 1];
	const count = seconds / length;
	const text = count < 9.5 && count % 1 > 0.05 ? count.toFixed(1) : count.toFixed(0);
	return `${text} ${word}${text === "1" ? "" : "s"}`;
}
