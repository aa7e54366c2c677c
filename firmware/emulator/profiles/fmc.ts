// Parameters of the frequency-multiplexed chip (FMC): Wang et al., "Parallel in-memory computing by frequency multiplexing",
// Nature Nanotechnology 16, 1079 (2021), doi 10.1038/s41565-021-00943-y. SI units. "assumed" marks what the paper does not give.

export interface FmcProfile {
	name: string;
	/** Pixels of a picture: rows of both arrays. */
	pixels: number;
	/** Pictures: columns of the storage array, one tone each. */
	pictures: number;
	/** Classes: logical columns of the weight array. */
	classes: number;
	tones: {
		/** Integration window, s. The group's later system, section 2.2: 2 ms. */
		window: number;
		/** Settling before each window, s (a quarter of the window, as there). */
		guard: number;
		/** First tone and spacing in cycles per window: whole numbers are orthogonal. */
		first: number;
		spacing: number;
		/** Samples per window, where the time domain is simulated. */
		samples: number;
		phases: "newman" | "equal";
		/** Bins without a tone in which the noise floor is measured, per output line (assumed). */
		quietBins: number;
	};
	/** Tone amplitude U0 in compute, V (figure 4a: 2 mV reads within 2 %). */
	amplitude: number;
	/** Tone amplitude of the verify reads, V: the minimum of the read error over U0 (figure 4a; assumed as choice). */
	verifyAmplitude: number;
	device: {
		/** High- and low-resistance state, S: 1-10 kOhm (section "Hardware"). */
		minimum: number;
		maximum: number;
		/** Resolution in which conductances are held, S: well below any programming accuracy. */
		step: number;
		/** Relative programming error that write-verify leaves (standard deviation; assumed). */
		programming: number;
		/** Relative read noise of a cell (standard deviation, fresh each window; assumed). */
		read: number;
		/** i = G V0 sinh(v / V0): 1 % deviation at 50 mV (the paper: linear to 50 mV). */
		nonlinearVoltage: number;
		/** Above this a read disturbs the cell, V (assumed). */
		disturbVoltage: number;
		/** Parallel capacitance, F, and its relative spread (figure 4d, supplement 16). */
		capacitance: number;
		capacitanceSpread: number;
		/** Write pulse, s (assumed). */
		pulse: number;
		/** Part of the remaining distance that one pulse moves a cell, and its relative spread (assumed). */
		pulseGain: number;
		pulseSpread: number;
	};
	wires: {
		/** Resistance of one segment, Ohm: Cu 200 nm x 1 um x 2 um (Methods). */
		segment: number;
		source: number;
		/** "verify": write-verify reads through the wires, so the effective conductance is on target (the paper compensates, supplement 3b). */
		compensation: "verify" | "none";
	};
	noise: {
		/** Standard deviation of one amplitude estimate at every output line, A: 9 nA is the paper's bench (2 % at 2 mV). */
		amplitude: number;
	};
	amplifier: {
		/** Transimpedance, Ohm: keeps the row peak under 50 mV with sixteen tones at 1 mS. */
		resistance: number;
		saturation: number;
	};
	converter: { where: "after demodulation" | "before demodulation"; bits: number };
	demodulation: "coherent" | "magnitude";
	/** Power of one instance, W (table 3). */
	power: { demodulator: number; converter: number; amplifier: number; crossbar: number; source: number };
	/** Write-verify: pulses a cell may take, and tolerance as a fraction of the target. */
	pulseLimit: number;
	tolerance: number;
}

export const fmc: FmcProfile = {
	name: "fmc",
	pixels: 25,
	pictures: 16,
	classes: 9,
	tones: { window: 2e-3, guard: 0.5e-3, first: 1, spacing: 1, samples: 128, phases: "newman", quietBins: 8 },
	amplitude: 2e-3,
	verifyAmplitude: 20e-3,
	device: {
		minimum: 1e-4,
		maximum: 1e-3,
		step: 1e-9,
		programming: 0.02,
		read: 0.002,
		nonlinearVoltage: 0.2,
		disturbVoltage: 0.2,
		capacitance: 20e-15,
		capacitanceSpread: 0.05,
		pulse: 1e-6,
		pulseGain: 0.6,
		pulseSpread: 0.3,
	},
	wires: { segment: 0.17, source: 0, compensation: "verify" },
	noise: { amplitude: 9e-9 },
	amplifier: { resistance: 625, saturation: 1 },
	converter: { where: "after demodulation", bits: 8 },
	demodulation: "coherent",
	power: { demodulator: 250e-6, converter: 3.1e-3, amplifier: 61e-6, crossbar: 328e-6, source: 0.6e-6 },
	pulseLimit: 32,
	tolerance: 0.035,
};

/** The same chip with a weight array of 26 columns: recognises any text. */
export const fmc26: FmcProfile = { ...fmc, name: "fmc26", classes: 26 };
