// Parameters of a gate-tunable vision sensor. The group's papers give the principle (Wang C.-Y. et al., Science Advances 6,
// eaba6173, 2020; Wang S. et al., National Science Review 8, nwaa172, 2021); numbers that they or their abstracts don't give
// are assumed, and marked so. SI units.

export interface VisionProfile {
	/** Which sensor of the wafer: its pixels' spread follows from this number. */
	die: number;
	/** Bits of a gate level (4 to 6: fmc.md section 3.3, inferred). */
	gateBits: number;
	/** Relative standard deviation of the response from pixel to pixel (2 to 5 %: fmc.md section 3.3, inferred). */
	spread: number;
	/** Whether every kernel has sub-pixels of its own; else kernels follow one another as gate frames on the same pixels. */
	subPixels: boolean;
	/** Largest photoresponse, A/W (tens of mA/W in Mennel et al. 2020, from memory; assumed). */
	response: number;
	/** Light on a pixel at gray 255, W (assumed). */
	fullLight: number;
	/** Dark current of a summed kernel, A (assumed). */
	dark: number;
	/** Bandwidth of the read-out, Hz (assumed). */
	bandwidth: number;
	/** Relative standard deviation of the current from 1/f noise within the bandwidth (assumed). */
	flicker: number;
	/** Part of a change of light that the response follows from one frame to the next: 1 - exp(-frame interval / response time). */
	followed: number;
}

/** A sensor as the papers suggest. */
export const vision: VisionProfile = {
	die: 1,
	gateBits: 5,
	spread: 0.03,
	subPixels: true,
	response: 0.05,
	fullLight: 1e-9,
	dark: 1e-12,
	bandwidth: 1e4,
	flicker: 2e-3,
	followed: 1,
};

/** The same without anything that makes it differ from its kernels. */
export const idealVision: VisionProfile = {
	...vision,
	gateBits: 8,
	spread: 0,
	dark: 0,
	bandwidth: 0,
	flicker: 0,
};
