/** Steps of a code in which intercepts are held. */
export const INTERCEPT_STEPS = 16;
/** What the multiplier of a line of middling slope is set to: leaves room for sixteen times smaller slopes. */
export const MIDDLE_MULTIPLIER = 2048;
const MOST = 0x7fff;

/**
 * What turns the codes of converted lines into whole numbers of one unit that is the same for all lines of a matrix:
 * (16 code - intercept) x multiplier. Four bytes a line, in one piece of memory for all segments of a matrix.
 */
export class LineCorrection {
	/** Intercept and multiplier in turn. */
	readonly #values: Int16Array;

	constructor(lines: number) {
		this.#values = new Int16Array(2 * lines);
	}

	/**
	 * Sets a line from its fit, code = slope x product + intercept. A line without slope counts for nothing.
	 * @param unit products that stand for 1
	 * @returns whether the line counts
	 */
	set(line: number, slope: number, intercept: number, unit: number): boolean {
		const multiplier = slope === 0 ? 0 : Math.round(1 / (slope * unit * INTERCEPT_STEPS));
		const counts = multiplier !== 0 && multiplier <= MOST && multiplier >= -MOST;
		this.#values[2 * line] = Math.max(-MOST, Math.min(MOST, Math.round(intercept * INTERCEPT_STEPS)));
		this.#values[2 * line + 1] = counts ? multiplier : 0;
		return counts;
	}

	/** Intercept and multiplier of each line in turn, for who corrects many codes at once. */
	get values(): Int16Array {
		return this.#values;
	}

	correct(line: number, code: number): number {
		return Math.imul(code * INTERCEPT_STEPS - this.#values[2 * line], this.#values[2 * line + 1]);
	}
}

/** The unit in which a line of this slope has the middling multiplier. */
export function unitFor(slope: number): number {
	return 1 / (Math.abs(slope) * INTERCEPT_STEPS * MIDDLE_MULTIPLIER);
}
