/** Steps of a code in which intercepts are held. */
export const INTERCEPT_STEPS = 16;
/** What the multiplier of a line of middling slope is set to: leaves room for sixteen times smaller slopes. */
export const MIDDLE_MULTIPLIER = 2048;
const MOST = 0x7fff;

/**
 * What turns a converted line's codes into whole numbers of one unit that is the same for all lines of a matrix:
 * (16 code - intercept) x multiplier. Four bytes a line.
 */
export class LineCorrection {
	readonly intercepts: Int16Array;
	readonly multipliers: Int16Array;

	constructor(lines: number) {
		this.intercepts = new Int16Array(lines);
		this.multipliers = new Int16Array(lines);
	}

	/**
	 * Sets a line from its fit, code = slope x product + intercept. A line without slope counts for nothing.
	 * @param unit products that stand for 1
	 */
	set(line: number, slope: number, intercept: number, unit: number): void {
		const multiplier = slope === 0 ? 0 : Math.round(1 / (slope * unit * INTERCEPT_STEPS));
		this.multipliers[line] = multiplier > MOST || multiplier < -MOST ? 0 : multiplier;
		this.intercepts[line] = Math.max(-MOST, Math.min(MOST, Math.round(intercept * INTERCEPT_STEPS)));
	}

	correct(line: number, code: number): number {
		return Math.imul(code * INTERCEPT_STEPS - this.intercepts[line], this.multipliers[line]);
	}
}

/** The unit in which a line of this slope has the middling multiplier. */
export function unitFor(slope: number): number {
	return 1 / (Math.abs(slope) * INTERCEPT_STEPS * MIDDLE_MULTIPLIER);
}
