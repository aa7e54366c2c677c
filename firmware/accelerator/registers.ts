// The SPI protocol as data: what docs/spi-protocol.md says in words. Driver and emulator both read it from here.

/** Protocol version, major * 256 + minor. */
export const PROTOCOL_VERSION = 0x0101;
/** What a chip without arrays in parallel speaks: none of what 1.1 added. */
export const SINGLE_ARRAY_VERSION = 0x0100;

/** Longest transaction in bytes (one DMA descriptor of the ESP32). */
export const MAX_TRANSACTION = 4092;

/**
 * A frame, in both directions: 4 bytes of header, payload, zero to three zero bytes up to a multiple of 4, CRC-32 (little endian).
 * The CRC (IEEE 802.3: reflected, 0xEDB88320, initial and final 0xFFFFFFFF) covers header, payload and padding.
 * A transaction is a multiple of 4 bytes; what follows the frame in it is zero.
 *
 * Command header: opcode, sequence, payload length (u16, little endian). Sequence 1 to 255; 0 is for "none yet".
 * Answer header: status, sequence of the command it answers, payload length (u16, little endian).
 * All integers are little endian.
 */
export const HEADER_BYTES = 4;
export const CRC_BYTES = 4;
export const MAX_PAYLOAD = MAX_TRANSACTION - HEADER_BYTES - CRC_BYTES;

/** Bytes on the wire of a frame with this payload. */
export function frameBytes(payloadBytes: number): number {
	return HEADER_BYTES + ((payloadBytes + 3) & ~3) + CRC_BYTES;
}

/** Bits of the status byte. A line stuck at 0 or 1 never shows the mark. */
export const Status = {
	/** Bits 7..6 of every status byte. */
	MARK_MASK: 0xc0,
	MARK: 0x80,
	/** Set from power-on or reset until the host writes 1 to CONTROL.ACKNOWLEDGE_RESET. */
	RESET: 0x20,
	/**
	 * The last transaction was damaged on its way to the chip (CRC, length, stray bits) and was not executed.
	 * This answer has no payload; after an undamaged transaction the kept answer is offered again.
	 */
	DAMAGED: 0x10,
	/** Beside READY: the operation failed; the payload is one byte, an ErrorCode. */
	FAILED: 0x08,
	/** The answer to the command with this sequence number is complete. */
	READY: 0x04,
	/** A long operation is running. No new command but RESET is accepted; the sequence is that of the running one. */
	BUSY: 0x02,
} as const;

export const Opcode = {
	/** Not executed, takes no sequence number: clocks out the pending answer. */
	NOP: 0x00,
	/** Resets the chip as the reset line does, whatever its sequence number: the chip then shows RESET and sequence 0. */
	RESET: 0x01,
	/** address u16, count u16 -> count x u32. */
	READ_REGISTERS: 0x02,
	/** address u16, count u16, count x u32 -> (empty). */
	WRITE_REGISTERS: 0x03,
	/**
	 * array u8, bits u8 (1, 2, 4 or 8 per cell), flags u8 (ProgramFlag), reserved u8, row u16, column u16, rows u16, columns u16, codes
	 * (row-major, low bits first) -> cells u32, missed u32, pulses u32, time in microseconds u32. Long.
	 * Code c of b bits means G = Gmin + c / (2^b - 1) * (Gmax - Gmin).
	 */
	PROGRAM: 0x10,
	/** array u8, flags u8 (ProgramFlag), row u16, column u16, rows u16, columns u16 -> one byte a cell: outcome in bits 1..0, pulses (at most 63) in bits 7..2. */
	READ_OUTCOMES: 0x11,
	/** As READ_OUTCOMES -> one u16 a cell, in steps of CONDUCTANCE_STEP. Long: reads through the converters. */
	READ_CELLS: 0x12,
	/** array u8, side u8 (LineSide), first u16, count u16 -> LineState of each line, 2 bits each, low bits first. 1.1. */
	READ_LINES: 0x13,
	/**
	 * array u8, side u8, first u16, mask -> lines selected u16. Bit i of the mask, low bits first, is line first + i; lines
	 * outside of it are not selected. 1.1.
	 */
	SELECT_LINES: 0x14,
	/**
	 * array u8, first u8, rows u16, vectors u16, rows x vectors x i8 (vector by vector) -> (empty). Loads the vectors from
	 * number `first` on; first 0 starts a new set, others continue it.
	 */
	LOAD_INPUTS: 0x20,
	/** mode u8, array u8, vectors u16 -> outputs u16, clipped u16, time in microseconds u32, noise floor in picoamperes u32, energy estimate in nanojoules u32. Long. */
	MULTIPLY: 0x21,
	/** offset u16, count u16 -> count outputs of OUTPUT_BITS (i8 up to 8 bits, else i16). */
	READ_OUTPUTS: 0x22,
	/**
	 * bits u8 (1 to 8), signed u8, first u16, values u16, vectors u16, set, packed values (vector by vector, low bits first) ->
	 * (empty). Loads vectors from number `first` on into every array of the set. A set of arrays: bytes u8 (1 to 32), that
	 * many bytes, bit i of byte k for array 8k + i. 1.1.
	 */
	LOAD_PACKED: 0x23,
	/**
	 * mode u8, reserved u8, vectors u16, set -> outputs u32, clipped u32, time in microseconds u32, noise in thousandths of a
	 * code u32, energy estimate in picojoules u32. Long. 1.1.
	 */
	MULTIPLY_SET: 0x24,
	/** offset u32, count u16 -> count outputs of the last MULTIPLY_SET, packed at the array's OUTPUT_BITS, low bits first. 1.1. */
	READ_BURST: 0x25,
	/** -> zero error in picoamperes i32, gain error in parts per million i32. Measures and removes converter offset and gain. Long. */
	CALIBRATE: 0x30,
	/** -> result u32: one bit per unit that failed (SelfTest). Long. */
	SELF_TEST: 0x31,
	/** seconds u32 -> (empty). Emulated chips: so much time passes for the cells. 1.1. */
	AGE: 0x32,
} as const;

/** Whether an operation takes time: the chip shows BUSY first and raises the interrupt line when the answer is complete. */
export function isLong(opcode: number): boolean {
	switch (opcode) {
		case Opcode.PROGRAM:
		case Opcode.READ_CELLS:
		case Opcode.MULTIPLY:
		case Opcode.MULTIPLY_SET:
		case Opcode.CALIBRATE:
		case Opcode.SELF_TEST:
			return true;
		default:
			return false;
	}
}

/** Flags of PROGRAM; the others of a region have SELECTED alone. */
export const ProgramFlag = {
	/** Every cell of the array goes to the high-resistance state first. */
	ERASE: 0x01,
	/** Rows and columns are counted among the selected ones. 1.1. */
	SELECTED: 0x02,
} as const;

/** Modes of MULTIPLY. */
export const Mode = {
	/** Vectors on the rows, outputs at the columns. */
	FORWARD: 0,
	/** Vectors on the columns, outputs at the rows (transposable arrays). */
	BACKWARD: 1,
	/** Outputs fed back as inputs. */
	RECURRENT: 2,
	/** One tone per column, all of one amplitude: outputs are the conductances, row by row (Wang et al. 2021, read mode). */
	TONES_READ: 3,
	/** Loaded vectors on the rows, one tone a vector: outputs vector by vector (compute mode). */
	TONES_COMPUTE: 4,
	/** `array` is read by tones straight into the rows of the array after it: outputs vector by vector. */
	TONES_CASCADE: 5,
} as const;

/** What write-verify says of a cell. */
export const Outcome = {
	UNTOUCHED: 0,
	ON_TARGET: 1,
	/** Not within tolerance after the pulse limit. */
	MISSED: 2,
	/** Does not move. */
	STUCK: 3,
} as const;

/** Lines of one direction. */
export const LineSide = { ROWS: 0, COLUMNS: 1 } as const;

/** What a chip's own test finds of a line. */
export const LineState = {
	USABLE: 0,
	/** Draws current where no cell is formed. */
	LEAKY: 1,
	/** Its cells were not formed. */
	UNFORMED: 2,
} as const;

/** How a neuron's charge becomes a code. */
export const ConverterKind = {
	/** Sign, then equal steps of charge until it turns; a linear code k stands for k + 1/2 steps. */
	DECREMENT: 0,
	/** Sign, then steps halved each time. */
	BINARY_SEARCH: 1,
} as const;

/** What a neuron makes of its sum. */
export const Activation = {
	/** Signed outputs. */
	LINEAR: 0,
	/** Unsigned. */
	RELU: 1,
	/** Unsigned, piecewise linear. */
	SIGMOID: 2,
	/** Signed, piecewise linear. */
	TANH: 3,
	/** Unsigned: 0 or 1, drawn. */
	STOCHASTIC: 4,
} as const;

/** First payload byte of a FAILED answer. */
export const ErrorCode = {
	UNKNOWN_OPCODE: 1,
	BAD_LENGTH: 2,
	BAD_ADDRESS: 3,
	/** A value of the payload, or a setting that does not go with the operation. */
	BAD_VALUE: 4,
	/** RESET must be acknowledged, or the inputs loaded, first. */
	NOT_CONFIGURED: 5,
	UNSUPPORTED_MODE: 6,
	/** The operation could not be completed inside the chip. */
	INTERNAL: 8,
} as const;

/** Bits of the SELF_TEST answer. */
export const SelfTest = { REGISTERS: 1, CONVERTERS: 2, CELLS: 4, TONES: 8 } as const;

/** Register addresses; every register is a u32. R read only, W writable. */
export const Register = {
	/** R "CIM1" */
	MAGIC: 0x0000,
	PROTOCOL: 0x0001,
	/** R Profile number (ProfileNumber). */
	PROFILE: 0x0002,
	/** R Number of arrays (cores). */
	ARRAYS: 0x0003,
	/** R Bit per supported Mode. */
	MODES: 0x0004,
	/** R Bits of an output word. */
	OUTPUT_BITS: 0x0005,
	/** R Largest number of vectors (tones) of one MULTIPLY. */
	VECTORS: 0x0006,
	/** R Conductance step of READ_CELLS in picosiemens. */
	CONDUCTANCE_STEP: 0x0007,
	/** R Bit 0: this chip is emulated. */
	SIMULATED: 0x0008,

	/** W CONTROL bits, reads as 0. */
	CONTROL: 0x0010,
	/** W When simulated: seed of the noise of the operations that follow, each of which has its own; ignored by silicon. */
	SEED: 0x0011,
	/** W Largest pulses per cell in PROGRAM. */
	PULSE_LIMIT: 0x0012,
	/** W Write-verify tolerance in parts per million of the target conductance. */
	TOLERANCE: 0x0013,
	/** W Tone amplitude U0 in nanovolts. */
	TONE_AMPLITUDE: 0x0014,
	/** W Output converter full scale in picoamperes, of the difference of a pair. */
	FULL_SCALE: 0x0015,
	/** W First tone, in cycles per window. */
	FIRST_TONE: 0x0016,
	/** W Tone spacing, in cycles per window. */
	TONE_SPACING: 0x0017,

	/** R Counters since power-on or CONTROL.CLEAR_COUNTERS; a reset keeps them; wrap at 2^32. Damaged transactions. */
	DAMAGED_FRAMES: 0x0020,
	/** Commands that came with the last sequence number and were not executed again. */
	REPEATED_FRAMES: 0x0021,
	/** Commands executed. */
	OPERATIONS: 0x0022,
	CELLS_PROGRAMMED: 0x0023,
	CELLS_MISSED: 0x0024,
	PULSES: 0x0025,
	CONVERSIONS: 0x0026,
	/** Outputs that hit the converter's range. */
	CLIPPED: 0x0027,
	/** Resets by line or command. */
	RESETS: 0x0028,

	/** R Array n describes itself at ARRAY_BASE + n * ARRAY_STRIDE + ArrayField. */
	ARRAY_BASE: 0x0100,
	ARRAY_STRIDE: 0x0008,
	/** W Operating point of array n at POINT_BASE + n * POINT_STRIDE + PointField (operating-point.ts). 1.1. */
	POINT_BASE: 0x1000,
	POINT_STRIDE: 0x0020,
} as const;

/** Registers of one array, relative to its base. */
export const ArrayField = {
	ROWS: 0,
	/** Physical columns: twice the logical ones when DIFFERENTIAL. */
	COLUMNS: 1,
	/** Differential. */
	DIFFERENTIAL: 2,
	/** Smallest and largest conductance in picosiemens. */
	MINIMUM: 3,
	MAXIMUM: 4,
} as const;

/** How the cells of an array make signed weights. */
export const Differential = {
	NONE: 0,
	/** Columns 2j and 2j+1 are the positive and negative cell of logical column j. */
	COLUMNS: 1,
	/** Of the selected rows the first and second, third and fourth, ... are the positive and negative cells of one logical row. 1.1. */
	ROWS: 2,
} as const;

export const MAGIC = 0x314d4943; // "CIM1", little endian

export const Control = { ACKNOWLEDGE_RESET: 1, CLEAR_COUNTERS: 2 } as const;

export const ProfileNumber = { FMC: 1, NEURRAM: 2 } as const;
