// Parameters of the frequency-multiplexed chip (FMC): Wang et al., "Parallel in-memory computing by frequency multiplexing",
// Nature Nanotechnology 16, 1079 (2021), doi 10.1038/s41565-021-00943-y. SI units. "assumed" marks what the paper does not give.

import type { CellModel } from "../devices/cell";

/** What one write pulse does. */
export interface PulseResponse {
	/** Part of the wanted change that it makes, and the relative spread of that part from pulse to pulse. */
	gain: number;
	spread: number;
	/** Standard deviation of where the filament lands, as a fraction of the target. */
	granularity: number;
}

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
	/** Physics of the cells; that of Ta/HfO2 with the numbers of `device` where absent. */
	cell?: CellModel;
	/** Seconds from writing an array to using it, for cells that change with time; none where absent. */
	age?: { storage: number; weights: number };
	device: {
		/** High- and low-resistance state that codes are spread over, S: 1-10 kOhm (demonstrations). */
		minimum: number;
		maximum: number;
		/** Conductances a cell can reach at all, S: states of 13,000 to 300 Ohm were measured (figure 4c). */
		lowest: number;
		highest: number;
		/** Resolution in which conductances are held, S: well below any programming accuracy. */
		step: number;
		/** Relative programming error that write-verify leaves with the default tolerance (standard deviation; assumed). */
		programming: number;
		/**
		 * "write-verify": pulses and reads until within tolerance; "gaussian": set at once, with exactly `programming` as error;
		 * "published": set at once with the cell's published statistics, `age` later.
		 */
		programmingModel: "write-verify" | "gaussian" | "published";
		/** Relative fluctuation of a cell over one read (standard deviation, independent from tone to tone and window to window; assumed). */
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
		/** Relative spread of the high-resistance state after an erase (assumed). */
		eraseSpread: number;
		/** Response to a pulse that raises, and to one that lowers the conductance (assumed: raising is the more abrupt one). */
		set: PulseResponse;
		reset: PulseResponse;
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
	converter: {
		where: "after demodulation" | "before demodulation";
		/** 1 to 12 bits, signed. */
		bits: number;
		/** Bits of the slow conversion that reads a single cell (assumed). */
		cellBits: number;
		/** Error before calibration: offset as a fraction of the full scale, relative gain error (assumed). */
		offset: number;
		gain: number;
		/** Conversions per second: 1.2 GS/s (table 3). */
		rate: number;
	};
	demodulation: "coherent" | "magnitude";
	/** Power of one instance, W (table 3); the crossbar's is that of 32 x 32 cells. */
	power: { demodulator: number; converter: number; amplifier: number; crossbar: number; source: number };
	/** Output converter full scale, A, of the difference of a pair, until a model sets its own (assumed). */
	fullScale: number;
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
		lowest: 1 / 13000,
		highest: 1 / 300,
		programming: 0.02,
		programmingModel: "write-verify",
		read: 0.002,
		nonlinearVoltage: 0.2,
		disturbVoltage: 0.2,
		capacitance: 20e-15,
		capacitanceSpread: 0.05,
		pulse: 1e-6,
		eraseSpread: 0.05,
		set: { gain: 0.7, spread: 0.3, granularity: 0.05 },
		reset: { gain: 0.6, spread: 0.2, granularity: 0.04 },
	},
	wires: { segment: 0.17, source: 0, compensation: "verify" },
	noise: { amplitude: 9e-9 },
	amplifier: { resistance: 625, saturation: 1 },
	converter: { where: "after demodulation", bits: 8, cellBits: 12, offset: 0.002, gain: 0.005, rate: 1.2e9 },
	demodulation: "coherent",
	power: { demodulator: 250e-6, converter: 3.1e-3, amplifier: 61e-6, crossbar: 328e-6, source: 0.6e-6 },
	fullScale: 10e-6,
	pulseLimit: 32,
	tolerance: 0.035,
};

/** The same chip with a weight array of 26 columns: recognises any text. */
export const fmc26: FmcProfile = { ...fmc, name: "fmc26", classes: 26 };
