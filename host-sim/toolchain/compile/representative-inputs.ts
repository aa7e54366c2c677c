import { Random } from "../../../firmware/math/random";
import { type DataSet, partOf, readInputs, sizeOf } from "../data/data-set";
import type { InputDescription } from "../network/graph";

/** Inputs drawn from a data set, none twice, as a network expects them. @throws DataError where they are of another size */
export function drawInputs(
	data: DataSet,
	input: InputDescription,
	most: number,
	seed: number,
): { inputs: Float32Array; count: number } {
	const count = Math.min(most, data.count);
	const random = new Random(seed, 17);
	const places = Uint32Array.from({ length: data.count }, (_, n) => n);
	const size = sizeOf(input);
	const inputs = new Float32Array(count * size);
	for (let n = 0; n < count; n++) {
		const other = n + random.below(data.count - n);
		[places[n], places[other]] = [places[other], places[n]];
		readInputs(partOf(data, places[n], places[n] + 1), input, 0, 1, inputs.subarray(n * size));
	}
	return { inputs, count };
}
