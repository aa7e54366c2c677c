/** Three significant digits with the unit that suits, from microseconds: "410 µs", "12.3 ms", "1.20 s". */
export function duration(microseconds: number): string {
	if (microseconds < 999.5) return `${digits(microseconds)} µs`;
	if (microseconds < 999_500) return `${digits(microseconds / 1000)} ms`;
	return `${digits(microseconds / 1e6)} s`;
}

/** From nanojoules: "84 nJ", "1.52 µJ". */
export function energy(nanojoules: number): string {
	if (nanojoules < 999.5) return `${digits(nanojoules)} nJ`;
	if (nanojoules < 999_500) return `${digits(nanojoules / 1000)} µJ`;
	return `${digits(nanojoules / 1e6)} mJ`;
}

/** From bytes, thousands apart: "12 345 B". */
export function bytes(count: number): string {
	return `${grouped(count)} B`;
}

/** From tenths of a decibel: "23.4 dB". */
export function decibels(tenths: number): string {
	return `${(tenths / 10).toFixed(1)} dB`;
}

export function grouped(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, " ");
}

export function plural(count: number, noun: string): string {
	return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Eight lower-case hex digits of a 32-bit number. */
export function hex32(value: number): string {
	return (value >>> 0).toString(16).padStart(8, "0");
}

function digits(value: number): string {
	if (value === 0) return "0";
	if (value < 9.995) return value.toFixed(2);
	if (value < 99.95) return value.toFixed(1);
	return value.toFixed(0);
}
