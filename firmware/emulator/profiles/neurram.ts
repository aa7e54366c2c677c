// Parameters of the NeuRRAM chip: Wan et al., "A compute-in-memory chip based on resistive random-access memory", Nature 608,
// 504 (2022), doi 10.1038/s41586-022-04992-8. SI units. Sources, as in the group's public material:
// [R] read in the authors' programs, [C] calculated from their recorded data, [A] aihwkit's model of the chip, [S] a survey, [M] from memory and not verified: a parameter, never a test;
// "assumed" marks what no source gives. Zero switches an effect off, where nothing else is said.

/** What one kind of pulse does to a cell (assumed; see incremental-pulses.ts). */
export interface RampResponse {
	/** Conductance that a pulse of `start` volts leaves, S, and by how much more it leaves with each volt more, S/V. */
	atStart: number;
	slope: number;
	/** Standard deviation from pulse to pulse, S. */
	spread: number;
	/** Standard deviation of the threshold from cell to cell, V. */
	thresholdSpread: number;
}

export interface Timing {
	/** One sample-and-integrate cycle, s. */
	sample: number;
	/** One step of the charge decrement or of the binary search, s. */
	step: number;
	/** To move a register pattern to, or decisions from, a core in column c: (c + 1) times this, s. */
	shift: number;
	/** One averaged read of one cell, s. */
	cellRead: number;
}

export interface NeurramProfile {
	name: string;
	/** Cores stand in 8 rows of 6 [R]; core number = 6 row + column. */
	coreRows: number;
	coreColumns: number;
	/** Rows and columns of a core. */
	lines: number;
	/** Largest batch of one operation [R]. */
	vectors: number;
	/** Which chip of the wafer: its faults and its neurons' spread follow from this number. */
	die: number;
	cell: {
		/** Conductance that an integer stands for, S: far below the acceptance of 1 uS. */
		step: number;
		/** A cell that was never formed, S: 130 to 150 MOhm [R]. */
		unformed: number;
		/** High-resistance state that an erase leaves, and its standard deviation, S (below 1 uS [R], value assumed). */
		erased: number;
		erasedSpread: number;
	};
	programming: {
		/** Width, s [R]. */
		pulse: number;
		/** First amplitude of a ramp and its increment, V [R]. */
		start: number;
		increment: number;
		/** First amplitude of RESET for targets at the minimum, V [R]. */
		resetStart: number;
		/** Ceilings of the ramps, V [R, notebooks]. */
		end: number;
		/** Pulses at the ceiling, and changes of polarity, before a cell is given up [R]. */
		pulsesAtEnd: number;
		reversals: number;
		/** Half width of the acceptance, S [R]. */
		tolerance: number;
		/** Reads that are averaged [R: the last 5 of 8]; this many averages in a row must agree [R: 2]. */
		reads: number;
		confirmations: number;
		set: RampResponse;
		reset: RampResponse;
	};
	faults: {
		/** Share of rows that the mapper skips [C: 7.4 % in the CIFAR map, 12 % in the MNIST map], and of leaky ones among them (assumed). */
		unusableRows: number;
		leakyShare: number;
		/** Conductance of a leaky row's cell with its gate off, S (above 10 nS [R], value assumed). */
		leak: number;
		/** Share of cells that stay above `floor`, and of those that stay below `ceiling`, S [R: ranges; shares set to give 0.2 to 1.4 % failures]. */
		stuckLow: number;
		floor: readonly [number, number];
		stuckHigh: number;
		ceiling: readonly [number, number];
	};
	relaxation: {
		/** Which fit of the paper's figure (devices/neurram-oxide.ts): aihwkit's has a time axis, CrossSim's is for one second. */
		fit: "aihwkit" | "CrossSim" | "none";
		/** Time from one pass of programming to the next, s [M: half an hour]. */
		passInterval: number;
	};
	/** Relative fluctuation of a cell, drawn anew for every vector [A: "about 1 %"; over all pulses of a vector the same: assumed]. */
	readNoise: number;
	/** Resistance of a wire segment and of a row driver, Ohm: not published. What is common to all cells is in `attenuation`. */
	wires: { segment: number; source: number };
	neuron: {
		/** Voltage that reaches the integrator over the voltage of the line: driver drop and charge sharing [C: about 0.14; fitted so that the recorded slopes come out with 2.5 % of the cells clipped]. */
		attenuation: number;
		/** Relative standard deviation of a neuron's gain [C]. */
		gainSpread: number;
		/** Standard deviation of a neuron's offset, codes of `code` volts [C]. */
		offsetSpread: number;
		/** Noise of one conversion, codes [C: fitted so that the recorded residual of 0.14 units comes out]. */
		noise: number;
		/** Step that one code stands for where figures are given in codes, V [C]. */
		code: number;
		/** Difference of the read voltages at which the common offset is zero, V [R: recorded operating points are balanced there; assumed]. */
		balance: number;
		/** The comparators' common offset, V [R]. */
		comparatorOffset: number;
		/** Moves charge from the step down to the step up, V [C: fitted so that the slopes of both signs are as 6.51 to 6.21]. */
		stepOffset: number;
		/** Sigmoid and tanh count every step up to the first number, every second up to the second, ... [M]. */
		counts: readonly number[];
	};
	/** Six cores of one core column in parallel, by core row [R/C: recorded]; fewer cores in proportion, further rows as the last (assumed). */
	parallel: {
		/** Root mean square error of one core alone, and of each of them in parallel, in units of the software. */
		alone: number;
		error: readonly number[];
		/** Mean intercept of each, codes. */
		intercept: readonly number[];
		/** Codes of a unit [C: the mean recorded slope]. */
		codesPerUnit: number;
	};
	/** Operating point until the host sets one: that of conv2d_noise_15, segment 5 [R]. */
	point: {
		inputBits: number;
		pulseMultiplier: number;
		positiveVoltage: number;
		negativeVoltage: number;
		decrementUp: number;
		decrementDown: number;
		decrementSteps: number;
		/** Injections of a stochastic neuron [R: 8 in the hidden layer] and the amplitude of each, V (assumed: 0.03 units at the mean slope). */
		noisePulses: number;
		noiseAmplitude: number;
	};
	timing: Timing;
	/** Operations (a multiplication and an addition are two) per joule [S: 43 TOPS/W, precision not stated]. */
	operationsPerJoule: number;
}

/** The chip's own time: cycles of the neuron's state machine [C], reads of 8 x 10 x 1.28 us [R]. */
export const chipTiming: Timing = { sample: 5.6e-6, step: 1e-6, shift: 0, cellRead: 102e-6 };

/** On the authors' board [C]: registers and decisions pass 512 bits of 80 ns a core column, a cell's read goes over USB. */
export const boardTiming: Timing = { sample: 5.6e-6, step: 1e-6, shift: 41e-6, cellRead: 20e-3 };

export const neurram: NeurramProfile = {
	name: "neurram",
	coreRows: 8,
	coreColumns: 6,
	lines: 256,
	vectors: 255,
	die: 1,
	cell: {
		step: 2e-9,
		unformed: 1 / 140e6,
		erased: 0.5e-6,
		erasedSpread: 0.2e-6,
	},
	programming: {
		pulse: 1e-6,
		start: 1.2,
		increment: 0.1,
		resetStart: 2.5,
		end: 4,
		pulsesAtEnd: 30,
		reversals: 30,
		tolerance: 1e-6,
		reads: 5,
		confirmations: 2,
		set: { atStart: 2e-6, slope: 16e-6, spread: 0.8e-6, thresholdSpread: 0.15 },
		reset: { atStart: 40e-6, slope: 20e-6, spread: 0.8e-6, thresholdSpread: 0.15 },
	},
	faults: {
		unusableRows: 0.074,
		leakyShare: 0.25,
		leak: 0.1e-6,
		stuckLow: 0.01,
		floor: [2e-6, 10e-6],
		stuckHigh: 0.01,
		ceiling: [17e-6, 38e-6],
	},
	relaxation: { fit: "aihwkit", passInterval: 1800 },
	readNoise: 0.01,
	wires: { segment: 0, source: 0 },
	neuron: {
		attenuation: 0.147,
		gainSpread: 0.046,
		offsetSpread: 3.6,
		noise: 0.7,
		code: 0.075,
		balance: 0.09,
		comparatorOffset: 0.015,
		stepOffset: 0.0468,
		counts: [35, 40, 43, 45],
	},
	parallel: {
		alone: 0.14,
		error: [0.159, 0.17, 0.305, 0.488, 0.644, 0.884],
		intercept: [15, -0.9, -13.7, -19, -15.1, -13.6],
		codesPerUnit: 5.91,
	},
	point: {
		inputBits: 3,
		pulseMultiplier: 6,
		positiveVoltage: 0.79,
		negativeVoltage: 0.7,
		decrementUp: 0.12,
		decrementDown: 0.03,
		decrementSteps: 100,
		noisePulses: 8,
		noiseAmplitude: 0.0133,
	},
	timing: chipTiming,
	operationsPerJoule: 43e12,
};

/** The same chip without any fault, spread, noise or relaxation: what is left is the arithmetic of the circuit. */
export const neurramIdeal: NeurramProfile = {
	...neurram,
	name: "neurram without imperfections",
	cell: { ...neurram.cell, erased: 0, erasedSpread: 0 },
	faults: { ...neurram.faults, unusableRows: 0, stuckLow: 0, stuckHigh: 0 },
	relaxation: { ...neurram.relaxation, fit: "none" },
	readNoise: 0,
	neuron: { ...neurram.neuron, gainSpread: 0, offsetSpread: 0, noise: 0, stepOffset: 0.045 },
	parallel: { ...neurram.parallel, error: [], intercept: [] },
};
