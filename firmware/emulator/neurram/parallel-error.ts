import type { NeurramProfile } from "../profiles/neurram";

/** Offset and noise (standard deviation) of one output, codes. */
export interface ParallelError {
	offset: number;
	noise: number;
}

const NONE: ParallelError = { offset: 0, noise: 0 };

/**
 * What `alongside` other cores at work in the same core column do to the one in this core row: shared read-voltage rails
 * give it an offset and an error that depends on the place. Recorded for six cores; in proportion for fewer (assumed), and
 * the error drawn as noise, though on the chip it follows the data.
 */
export function parallelError({ parallel }: NeurramProfile, row: number, alongside: number): ParallelError {
	const last = parallel.error.length - 1;
	if (alongside === 0 || last < 0) return NONE;
	const share = alongside / last;
	const at = Math.min(row, last);
	const added = parallel.error[at] * parallel.error[at] - parallel.alone * parallel.alone;
	return {
		offset: share * parallel.intercept[at],
		noise: share * parallel.codesPerUnit * Math.sqrt(Math.max(added, 0)),
	};
}
