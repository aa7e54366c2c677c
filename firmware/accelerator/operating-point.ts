import { Activation, ConverterKind } from "./registers";

/** Registers of one array's operating point, from POINT_BASE + n * POINT_STRIDE on. Voltages in microvolts. */
export const PointField = {
	INPUT_BITS: 0,
	INPUT_SIGNED: 1,
	/** Bit 0: the selected rows are pairs; bit 1: the selected columns are. */
	PAIRS: 2,
	/** ConverterKind. */
	CONVERTER: 3,
	OUTPUT_BITS: 4,
	/** Activation. */
	ACTIVATION: 5,
	/** Sample and integrate cycles of the lowest input bit. */
	PULSE_MULTIPLIER: 6,
	POSITIVE_VOLTAGE: 7,
	NEGATIVE_VOLTAGE: 8,
	/** Steps of the charge decrement where the integrator is below zero, and above it. */
	DECREMENT_UP: 9,
	DECREMENT_DOWN: 10,
	DECREMENT_STEPS: 11,
	/** i32 */
	COMPARATOR_OFFSET: 12,
	ROW_GATING: 13,
	NOISE_PULSES: 14,
	NOISE_AMPLITUDE: 15,
	/** Picosiemens. */
	ABSOLUTE_TOLERANCE: 16,
	PROGRAM_PASSES: 17,
} as const;

export const POINT_FIELDS = PointField.PROGRAM_PASSES + 1;

/** Bits of PAIRS. */
export const Pairs = { ROWS: 1, COLUMNS: 2 } as const;

/** Highest voltage of a register, microvolts. */
const MOST_VOLTAGE = 5_000_000;
/** Smallest and largest value of each field, in its order. */
const LEAST: readonly number[] = [1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, -MOST_VOLTAGE, 0, 0, 0, 0, 1];
const MOST: readonly number[] = [
	8,
	1,
	Pairs.ROWS | Pairs.COLUMNS,
	ConverterKind.BINARY_SEARCH,
	16,
	Activation.STOCHASTIC,
	255,
	MOST_VOLTAGE,
	MOST_VOLTAGE,
	MOST_VOLTAGE,
	MOST_VOLTAGE,
	0xffff,
	MOST_VOLTAGE,
	1,
	255,
	MOST_VOLTAGE,
	1_000_000_000,
	255,
];

/** Whether a register of the operating point can have this value (u32; COMPARATOR_OFFSET as two's complement). */
export function isPointValue(field: number, value: number): boolean {
	const number = field === PointField.COMPARATOR_OFFSET ? value | 0 : value;
	return number >= LEAST[field] && number <= MOST[field];
}

/** Whether an activation has outputs below zero. */
export function hasSignedOutputs(activation: number): boolean {
	return activation === Activation.LINEAR || activation === Activation.TANH;
}

/** Smallest and largest input; of one signed bit -1 and 1, nothing between. */
export function leastInput(bits: number, isSigned: boolean): number {
	return isSigned ? -mostInput(bits, true) : 0;
}
export function mostInput(bits: number, isSigned: boolean): number {
	if (!isSigned) return (1 << bits) - 1;
	return bits === 1 ? 1 : (1 << (bits - 1)) - 1;
}
