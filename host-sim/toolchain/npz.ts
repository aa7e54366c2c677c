import { type NpyArray, NpyError, parseNpy } from "./npy";
import { readZip } from "./zip";

/**
 * The arrays of a `.npz` file by name, as numpy.savez and numpy.savez_compressed write them.
 * @throws ZipError, NpyError
 */
export function readNpz(bytes: Uint8Array): Map<string, NpyArray> {
	const arrays = new Map<string, NpyArray>();
	for (const [name, member] of readZip(bytes)) {
		if (!name.endsWith(".npy")) continue;
		arrays.set(name.slice(0, -".npy".length), parseNpy(member));
	}
	return arrays;
}

/**
 * Values of one array as floating-point numbers.
 * @throws NpyError when it is not there or no floating-point array
 */
export function floats(arrays: ReadonlyMap<string, NpyArray>, name: string): { shape: number[]; values: Float64Array } {
	const array = arrays.get(name);
	if (!array)
		throw new NpyError(
			`${JSON.stringify(name)} is not in the archive, which has ${[...arrays.keys()].slice(0, 8).join(", ")}`,
		);
	const { values, shape, type } = array;
	if (!(values instanceof Float32Array || values instanceof Float64Array))
		throw new NpyError(`${JSON.stringify(name)} is of type ${type}, not floating-point`);
	return { shape, values: Float64Array.from(values) };
}
