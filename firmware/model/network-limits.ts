/** Largest sizes that a network's file may ask for, whatever the chip. */
export const NetworkLimit = {
	bytes: 8 << 20,
	/** Bytes of UTF-8. */
	name: 32,
	text: 400,
	labels: 1000,
	steps: 256,
	matrices: 128,
	points: 1024,
	/** Pieces of the rows of a matrix, bias rows behind each, and logical lines of one side. */
	pieces: 256,
	bias: 64,
	lines: 16_384,
	copies: 48,
	/** Segments of one copy. */
	segments: 256,
	arrays: 256,
	/** Physical lines of an array: their numbers are bytes. */
	arrayLines: 256,
	/** Height, width or channels of a value, and numbers of a value. */
	side: 65_536,
	numbers: 1 << 20,
	/** Side, stride or border of a window. */
	window: 4096,
	/** Cycles of Gibbs sampling. */
	cycles: 1000,
	minimumMargin: 1_000_000,
} as const;

export const RECOMPILE = 'make the file anew with "cim compile"';
