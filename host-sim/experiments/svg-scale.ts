import type { Axis } from "./experiment";

/** Values to pixels, with the ticks that fit. */
export interface Scale {
	place(value: number): number;
	ticks: { value: number; label: string }[];
}

export function scale(axis: Axis, values: number[], from: number, to: number): Scale {
	const logarithmic = axis.scale === "log";
	const usable = values.filter(value => Number.isFinite(value) && (!logarithmic || value > 0));
	let low = axis.low ?? Math.min(...usable);
	let high = axis.high ?? Math.max(...usable);
	if (!(low < high)) {
		low = logarithmic ? low / 2 : low - 1;
		high = logarithmic ? high * 2 : high + 1;
	}
	if (logarithmic) {
		if (axis.low === undefined) low = roundDown(low);
		if (axis.high === undefined) high = 1 / roundDown(1 / high);
		const first = Math.log10(low);
		const span = Math.log10(high) - first;
		const place = (value: number) => from + ((Math.log10(Math.max(value, low)) - first) / span) * (to - from);
		return { place, ticks: logarithmicTicks(low, high) };
	}
	const step = niceStep((high - low) / 6);
	if (axis.low === undefined) low = Math.floor(low / step + 1e-9) * step;
	if (axis.high === undefined) high = Math.ceil(high / step - 1e-9) * step;
	const ticks: Scale["ticks"] = [];
	for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
		ticks.push({ value: k * step, label: tickLabel(k * step) });
	return { place: value => from + ((value - low) / (high - low)) * (to - from), ticks };
}

/** The next 1, 2 or 5 times a power of ten that is not above the value. */
function roundDown(value: number): number {
	const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
	const part = value / power;
	return (part >= 5 - 1e-9 ? 5 : part >= 2 - 1e-9 ? 2 : 1) * power;
}

function niceStep(raw: number): number {
	const power = 10 ** Math.floor(Math.log10(raw));
	const part = raw / power;
	return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
}

function logarithmicTicks(low: number, high: number): Scale["ticks"] {
	const decades = Math.log10(high / low);
	const parts = decades <= 2.5 ? [1, 2, 5] : [1];
	const every = Math.max(1, Math.ceil(decades / 9));
	const ticks: Scale["ticks"] = [];
	for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
		if (power % every !== 0) continue;
		for (const part of parts) {
			const value = part * 10 ** power;
			if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push({ value, label: tickLabel(value) });
		}
	}
	return ticks;
}

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export function tickLabel(value: number): string {
	const magnitude = Math.abs(value);
	if (magnitude < 1e-12) return "0";
	if (magnitude >= 1e-3 && magnitude < 1e5) return String(Number(value.toPrecision(6)));
	const power = Math.floor(Math.log10(magnitude) + 1e-9);
	const part = Number((value / 10 ** power).toPrecision(3));
	const digits = [...String(Math.abs(power))].map(digit => SUPERSCRIPT[Number(digit)]).join("");
	return `${part === 1 ? "" : `${part}·`}10${power < 0 ? "⁻" : ""}${digits}`;
}
