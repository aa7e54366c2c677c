import type { FmcProfile } from "./profiles/fmc";

/** Cells of the array that the paper's power figure is for. */
const REFERENCE_CELLS = 32 * 32;

/** How many of each block take part in one multiply. */
export interface Instances {
	sources: number;
	cells: number;
	amplifiers: number;
	demodulators: number;
	conversions: number;
}

/**
 * Estimate of the energy of one multiply in joules, from the paper's power figures (table 3), not from measured silicon:
 * (sources + crossbar cells + amplifiers + demodulators) x their power x the time of guard and windows,
 * and conversions x (converter power / conversion rate), as a converter sleeps between the ends of windows.
 * Those blocks were drawn for symbols of 1 ns; at windows of milliseconds their standing power makes this an upper bound.
 */
export function multiplyEnergy(profile: FmcProfile, used: Instances, seconds: number): number {
	const { power } = profile;
	const standing =
		used.sources * power.source +
		(used.cells / REFERENCE_CELLS) * power.crossbar +
		used.amplifiers * power.amplifier +
		used.demodulators * power.demodulator;
	return standing * seconds + used.conversions * (power.converter / profile.converter.rate);
}
