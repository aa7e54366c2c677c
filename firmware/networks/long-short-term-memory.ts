import { sigmoid, tanh } from "../math/sigmoid";

/** Where each limit stands in LongShortTermMemoryStep.limits: by its number in neurram-recipes.md section 3. */
export const Limit = { A3: 0, A4: 1, A5: 2, A6: 3, A7: 4, A8: 5, A9: 6, A10: 7, A12: 8, A13: 9, A14: 10 } as const;
export const LIMITS = 11;

/**
 * One step of a long short-term memory: gates input, candidate, forget, output (i, j, f, o), each `hidden` numbers.
 * @param inputPart product of the input with its matrix, bias included, 4 x hidden
 * @param hiddenPart product of the hidden state with its matrix, bias included, 4 x hidden
 * @param limits symmetric limits, a number a Limit; Infinity for none
 * @param hiddenMost a11, of the hidden state; Infinity for none
 * @param cell state, changed in place
 * @param state the new hidden state goes there
 */
export function stepLongShortTermMemory(
	inputPart: Float32Array,
	hiddenPart: Float32Array,
	hidden: number,
	limits: Float32Array,
	hiddenMost: number,
	cell: Float32Array,
	state: Float32Array,
): void {
	const a12 = limits[Limit.A12];
	const a13 = limits[Limit.A13];
	const a14 = limits[Limit.A14];
	for (let k = 0; k < hidden; k++) {
		const input = limit(limit(inputPart[k], a12) + limit(hiddenPart[k], a13), a14);
		const candidate = limit(limit(inputPart[k + hidden], a12) + limit(hiddenPart[k + hidden], a13), a14);
		const forget = limit(limit(inputPart[k + 2 * hidden], a12) + limit(hiddenPart[k + 2 * hidden], a13), a14);
		const output = limit(limit(inputPart[k + 3 * hidden], a12) + limit(hiddenPart[k + 3 * hidden], a13), a14);
		const kept = limit(cell[k] * limit(sigmoid(forget), limits[Limit.A3]), limits[Limit.A7]);
		const written = limit(
			limit(sigmoid(input), limits[Limit.A4]) * limit(tanh(candidate), limits[Limit.A5]),
			limits[Limit.A8],
		);
		const next = limit(kept + written, limits[Limit.A9]);
		cell[k] = next;
		state[k] = limit(limit(tanh(next), limits[Limit.A10]) * limit(sigmoid(output), limits[Limit.A6]), hiddenMost);
	}
}

function limit(x: number, most: number): number {
	if (x > most) return most;
	if (x < -most) return -most;
	return x;
}
