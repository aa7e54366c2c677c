import type { BoltzmannMachine } from "../network/graph";
import type { NpyArray } from "../npy";
import { floats } from "../npz";
import type { MachineDescription } from "./description";
import { ImportError } from "./import-error";

/**
 * A restricted Boltzmann machine from a checkpoint.
 * @throws ImportError, NpyError
 */
export function machineFromCheckpoint(
	arrays: ReadonlyMap<string, NpyArray>,
	description: MachineDescription,
): BoltzmannMachine {
	const { name, weights, visibleBias, hiddenBias, clip, hiddenBiasClip } = description;
	const { shape, values } = floats(arrays, weights);
	const [visible, hidden] = shape;
	if (shape.length !== 2 || !(visible >= 1 && hidden >= 1))
		throw new ImportError("import-shape", `${weights} has the shape ${shape.join(" x ")}: it must be visible x hidden`);
	const bias = (array: string | undefined, length: number): Float32Array => {
		const numbers = array === undefined ? new Float64Array(length) : floats(arrays, array).values;
		if (numbers.length !== length)
			throw new ImportError("import-shape", `${array} has ${numbers.length} numbers, ${length} units need one each`);
		return Float32Array.from(numbers);
	};
	const machine: BoltzmannMachine = {
		...{ name, visible, hidden },
		weights: limited(Float32Array.from(values), clip),
		visibleBias: bias(visibleBias, visible),
		hiddenBias: limited(bias(hiddenBias, hidden), hiddenBiasClip),
	};
	for (const numbers of [machine.weights, machine.visibleBias, machine.hiddenBias])
		if (numbers.some(value => !Number.isFinite(value)))
			throw new ImportError("import-shape", `${name} has numbers that are not finite`);
	return machine;
}

function limited(values: Float32Array, most: number | undefined): Float32Array {
	return most === undefined ? values : values.map(value => Math.min(Math.max(value, -most), most));
}
