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
			about: "Of one amplitude estimate on every line. 9 nA makes the paper's 2 % at 2 mV.",
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
			about: "U0 of all sixteen tones. The converter's range stays, so large tones clip.",
			acts: "at once",
		},
		{
			name: "spacing",
			label: "Tone spacing",
			unit: "× 1/window",
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
			about: "Of the output converters, over the same range (8 is assumed).",
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
			about: "That nobody compensates, beyond the published 0.17 Ω that programming does.",
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
				? "Published drift of these cells. Programming writes cells that are so old already."
				: "Drift by a power law, exponent 0.02 ± 30 % (assumed: the paper gives none).",
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
		about: "Write-verify accepts a cell this near to its target (3.5 % is assumed).",
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
		about: "Of a cell over one read, relative (assumed; the paper calls it negligible).",
		acts: "at once",
	};
}

/** Without the last bits of a division by a power of ten. */
function rounded(value: number): number {
	return Number(value.toPrecision(6));
}
