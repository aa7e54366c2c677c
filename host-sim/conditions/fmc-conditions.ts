import type { FmcProfile } from "../../firmware/emulator/profiles/fmc";
import type { Condition } from "./condition";

const NANO = 1e-9;
const MILLI = 1e-3;
const PERCENT = 1e-2;

/** What can be changed of a frequency-multiplexed chip. Where the paper gives no number, `about` says what was assumed. */
export function fmcConditions(profile: FmcProfile): Condition[] {
	const { noise, amplitude, tones, converter, device, tolerance, age } = profile;
	const lineNoise = rounded(noise.amplitude / NANO);
	return [
		{
			name: "noise",
			label: "Line noise",
			unit: "nA",
			low: 0,
			high: rounded(25 * lineNoise),
			step: rounded(lineNoise / 10),
			scale: "log from zero",
			published: lineNoise,
			about:
				"Standard deviation of one amplitude estimate on every line. 9 nA makes the paper's one figure, 2 % at 2 mV.",
			acts: "at once",
		},
		{
			name: "amplitude",
			label: "Tone amplitude",
			unit: "mV",
			low: 0.05,
			high: 20,
			step: 0.05,
			scale: "log",
			published: rounded(amplitude / MILLI),
			about:
				"U0 of all sixteen tones. The paper computes at millivolts; the converter's range stays, so large tones clip.",
			acts: "at once",
		},
		{
			name: "spacing",
			label: "Tone spacing",
			unit: "cycles per window",
			low: 0.25,
			high: 4,
			step: 0.05,
			scale: "linear",
			published: tones.spacing,
			about: "Whole numbers are orthogonal; between them the tones leak into each other.",
			acts: "at once",
		},
		...(profile.cell ? [] : [fluctuationCondition(device.read)]),
		{
			name: "converterBits",
			label: "Converter bits",
			unit: "bit",
			low: 1,
			high: 8,
			step: 1,
			scale: "linear",
			published: converter.bits,
			about: "Of the output converters, over the same range (assumed: 8). The chip still answers 8-bit words.",
			acts: "at once",
		},
		{
			name: "wires",
			label: "Wire resistance",
			unit: "Ω per segment",
			low: 0,
			high: 50,
			step: 0.05,
			scale: "log from zero",
			published: 0,
			about: "Beyond the 0.17 Ω that programming compensates in the published chip: what nobody compensates.",
			acts: "at once",
		},
		{
			name: "age",
			label: "Age of the weights",
			unit: "s",
			low: 0,
			high: 1e9,
			step: 60,
			scale: "log from zero",
			published: age?.weights ?? 0,
			about: age
				? "Published drift of these cells. Programming again writes cells that are already so old."
				: "The paper gives no drift: a power law of exponent 0.02, ±30 % from cell to cell, is assumed. Programming makes them new.",
			acts: age ? "programmed" : "at once",
		},
		...(age ? [] : [toleranceCondition(tolerance)]),
	];
}

function toleranceCondition(tolerance: number): Condition {
	return {
		name: "tolerance",
		label: "Write tolerance",
		unit: "%",
		low: 1,
		high: 60,
		step: 0.5,
		scale: "log",
		published: rounded(tolerance / PERCENT),
		about:
			"Write-verify accepts a cell within this of its target (assumed: 3.5 %). Pictures are written every frame, weights when programmed again.",
		acts: "programmed",
	};
}

function fluctuationCondition(read: number): Condition {
	return {
		name: "fluctuation",
		label: "Cell fluctuation",
		unit: "%",
		low: 0,
		high: 30,
		step: 0.1,
		scale: "log from zero",
		published: rounded(read / PERCENT),
		about: "Relative standard deviation of a cell over one read (assumed; the paper calls it negligible).",
		acts: "at once",
	};
}

/** Without the last bits of a division by a power of ten. */
function rounded(value: number): number {
	return Number(value.toPrecision(6));
}
