/** Selected lines of one side of an array, ascending: the payload of SELECT_LINES, which costs a bit a line from the first used on. */
export interface LineMask {
	readonly first: number;
	/** Bit i, low bits first: line first + i. */
	readonly bits: Uint8Array;
	/** Selected lines. */
	readonly count: number;
}

/** The mask of ascending line numbers. Throws RangeError for ones that are not. */
export function maskOf(lines: ArrayLike<number>): LineMask {
	const count = lines.length;
	const first = count > 0 ? lines[0] : 0;
	const last = count > 0 ? lines[count - 1] : -1;
	const bits = new Uint8Array(((last - first) >> 3) + 1);
	for (let n = 0; n < count; n++) {
		if (n > 0 && lines[n] <= lines[n - 1])
			throw new RangeError(`line ${lines[n]} after ${lines[n - 1]}: they must ascend`);
		const at = lines[n] - first;
		bits[at >> 3] |= 1 << (at & 7);
	}
	return { first, bits, count };
}

/**
 * The mask of the first `count` usable lines from `start` on, or undefined where there are not so many.
 * @param states LineState of each line (0 is usable)
 */
export function usableMask(states: Uint8Array, start: number, count: number): LineMask | undefined {
	const lines = new Uint16Array(count);
	let found = 0;
	for (let line = start; line < states.length && found < count; line++) if (states[line] === 0) lines[found++] = line;
	return found === count ? maskOf(lines) : undefined;
}
