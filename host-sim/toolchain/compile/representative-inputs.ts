import { Random } from "../../../firmware/math/random";
import { DataError, type DataSet, partOf, readInputs, sizeOf } from "../data/data-set";
import type { InputDescription } from "../network/graph";

/** Inputs drawn from a data set, none twice, as a network expects them. @throws DataError where they are of another size */
export function drawInputs(
	data: DataSet,
	input: InputDescription,
	most: number,
	seed: number,
): { inputs: Float32Array; count: number } {
	const places = drawPlaces(data.count, most, seed);
	const size = sizeOf(input);
	const inputs = new Float32Array(places.length * size);
	places.forEach((place, n) => {
		readInputs(partOf(data, place, place + 1), input, 0, 1, inputs.subarray(n * size));
	});
	return { inputs, count: places.length };
}

/**
 * Visible units of a Boltzmann machine drawn from a data set: the numbers of an example as 0 to 1, and where the machine has a
 * unit a class more, the class.
 */
export function drawVisible(
	data: DataSet,
	visible: number,
	most: number,
	seed: number,
): { inputs: Float32Array; count: number } {
	const size = sizeOf(data.shape);
	const classes = data.labels.length;
	if (visible !== size && visible !== size + classes)
		throw new DataError(
			`${data.name} has ${size} numbers and ${classes} classes, the machine has ${visible} visible units: use the data that it was trained for`,
		);
	const places = drawPlaces(data.count, most, seed);
	const inputs = new Float32Array(places.length * visible);
	const scale = data.values instanceof Uint8Array ? 255 : 1;
	places.forEach((place, n) => {
		for (let i = 0; i < size; i++) inputs[n * visible + i] = data.values[place * size + i] / scale;
		if (visible > size) inputs[n * visible + size + data.classes[place]] = 1;
	});
	return { inputs, count: places.length };
}

/** Numbers of at most so many things, none twice. */
function drawPlaces(things: number, most: number, seed: number): number[] {
	const random = new Random(seed, 17);
	const places = Uint32Array.from({ length: things }, (_, n) => n);
	const count = Math.min(most, things);
	for (let n = 0; n < count; n++) {
		const other = n + random.below(things - n);
		[places[n], places[other]] = [places[other], places[n]];
	}
	return [...places.subarray(0, count)];
}
