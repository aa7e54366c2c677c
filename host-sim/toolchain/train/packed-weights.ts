/** Outputs that the kernels take at once. */
export const BLOCK = 8;

/** Numbers that packed weights take. */
export function packedLength(rows: number, outputs: number): number {
	return Math.ceil(outputs / BLOCK) * BLOCK * rows;
}

/** Rows x outputs into blocks of eight outputs; what is beyond the last output stays zero. */
export function packWeights(weights: Float32Array, rows: number, outputs: number, packed: Float32Array): void {
	for (let block = 0; block < outputs; block += BLOCK) {
		const count = Math.min(BLOCK, outputs - block);
		for (let row = 0; row < rows; row++)
			for (let n = 0; n < count; n++) packed[block * rows + row * BLOCK + n] = weights[row * outputs + block + n];
	}
}
