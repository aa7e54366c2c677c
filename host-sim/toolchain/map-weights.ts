/**
 * Weights to differential conductance codes: the largest weight takes the whole conductance range; of each pair one cell
 * carries the weight and the other stays in its high-resistance state (power and IR drop: Wang et al. 2021).
 * @param weights classes x inputs, row-major, as the trainer gives them
 * @returns inputs x 2 classes, row-major: columns 2j and 2j+1 are the positive and negative cell of class j
 */
export function mapWeights(weights: Float64Array, classes: number, bits: number): Uint8Array {
	const inputs = weights.length / classes;
	const most = (1 << bits) - 1;
	let largest = 0;
	for (const weight of weights) largest = Math.max(largest, Math.abs(weight));
	const codes = new Uint8Array(inputs * 2 * classes);
	for (let j = 0; j < classes; j++)
		for (let i = 0; i < inputs; i++) {
			const weight = weights[j * inputs + i];
			const code = largest > 0 ? Math.floor((Math.abs(weight) / largest) * most + 0.5) : 0;
			codes[(i * classes + j) * 2 + (weight > 0 ? 0 : 1)] = code;
		}
	return codes;
}
