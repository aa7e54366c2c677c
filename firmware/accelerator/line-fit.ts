const SUMS = 9;
const COUNT = 0;
const PRODUCT = 1;
const PRODUCT_SQUARE = 2;
const CODE = 3;
const CODE_SQUARE = 4;
const PRODUCT_CODE = 5;
/** The same of products above zero alone; the rest is below. */
const ABOVE_PRODUCT = 6;
const ABOVE_SQUARE = 7;
const ABOVE_CODE = 8;

/**
 * Least squares, code = slope x product + intercept, for each converted line: sums alone are kept, 72 bytes a line. Made once,
 * for the longest side of an array, and used for one segment after another.
 */
export class LineFit {
	readonly #sums: Float64Array;
	/** Largest code of all lines, without its sign. */
	largestCode = 0;
	/** Result of `solve`. */
	slope = 0;
	intercept = 0;
	/** Root mean square of what the fit leaves, codes. */
	residual = 0;

	constructor(lines: number) {
		this.#sums = new Float64Array(lines * SUMS);
	}

	clear(): void {
		this.#sums.fill(0);
		this.largestCode = 0;
	}

	/** One observation of a line. */
	add(line: number, product: number, code: number): void {
		const sums = this.#sums;
		const at = line * SUMS;
		sums[at + COUNT]++;
		sums[at + PRODUCT] += product;
		sums[at + PRODUCT_SQUARE] += product * product;
		sums[at + CODE] += code;
		sums[at + CODE_SQUARE] += code * code;
		sums[at + PRODUCT_CODE] += product * code;
		if (product > 0) {
			sums[at + ABOVE_PRODUCT] += product;
			sums[at + ABOVE_SQUARE] += product * product;
			sums[at + ABOVE_CODE] += product * code;
		}
		const size = Math.abs(code);
		if (size > this.largestCode) this.largestCode = size;
	}

	/** Fits a line; false, and slope 0, where its products do not vary. */
	solve(line: number): boolean {
		const sums = this.#sums;
		const at = line * SUMS;
		const count = sums[at + COUNT];
		const product = sums[at + PRODUCT] / count;
		const code = sums[at + CODE] / count;
		const spread = sums[at + PRODUCT_SQUARE] / count - product * product;
		const common = sums[at + PRODUCT_CODE] / count - product * code;
		const varies = count > 1 && spread > 1e-9 * (1 + product * product);
		this.slope = varies ? common / spread : 0;
		this.intercept = count > 0 ? code - this.slope * product : 0;
		const left = sums[at + CODE_SQUARE] / count - code * code - this.slope * common;
		this.residual = count > 0 && left > 0 ? Math.sqrt(left) : 0;
		return varies;
	}

	/**
	 * Slope of a line for products above zero over that below, 1 where the two cannot be told: a line of two slopes that meet
	 * at product 0, by least squares.
	 */
	slopeRatio(line: number): number {
		const sums = this.#sums;
		const at = line * SUMS;
		const count = sums[at + COUNT];
		const above = sums[at + ABOVE_PRODUCT];
		const below = sums[at + PRODUCT] - above;
		const aboveSquare = sums[at + ABOVE_SQUARE];
		const belowSquare = sums[at + PRODUCT_SQUARE] - aboveSquare;
		if (count < 4 || aboveSquare === 0 || belowSquare === 0) return 1;
		// the intercept taken out of the normal equations
		const a = aboveSquare - (above * above) / count;
		const b = (-above * below) / count;
		const c = belowSquare - (below * below) / count;
		const code = sums[at + CODE] / count;
		const up = sums[at + ABOVE_CODE] - above * code;
		const down = sums[at + PRODUCT_CODE] - sums[at + ABOVE_CODE] - below * code;
		const slopeAbove = up * c - down * b;
		const slopeBelow = down * a - up * b;
		return slopeAbove * slopeBelow > 0 ? slopeAbove / slopeBelow : 1;
	}
}
