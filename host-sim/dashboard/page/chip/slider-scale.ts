import type { Condition } from "../../../conditions/condition";

/** Places of a slider. */
export const PLACES = 1000;

type Scale = Pick<Condition, "low" | "high" | "step" | "scale">;

/** Where a value stands on its slider, 0 to PLACES. */
export function placeOfValue({ low, high, step, scale }: Scale, value: number): number {
	if (scale === "linear") return Math.round(((value - low) / (high - low)) * PLACES);
	const first = scale === "log" ? low : step;
	if (value < first) return 0;
	const part = Math.log(value / first) / Math.log(high / first);
	// of those from zero the first place is zero
	return scale === "log" ? Math.round(part * PLACES) : Math.round(1 + part * (PLACES - 1));
}

/** The value at a place: three digits, or a whole number of steps. */
export function valueAtPlace({ low, high, step, scale }: Scale, place: number): number {
	if (place >= PLACES) return high;
	if (scale === "linear") {
		const steps = Math.round(((place / PLACES) * (high - low)) / step);
		return Math.min(high, Number((low + steps * step).toPrecision(6)));
	}
	if (place <= 0) return low;
	const first = scale === "log" ? low : step;
	const part = scale === "log" ? place / PLACES : (place - 1) / (PLACES - 1);
	return Math.min(high, Math.max(low, Number((first * (high / first) ** part).toPrecision(3))));
}
