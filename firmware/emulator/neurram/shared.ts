import type { CellModel } from "../devices/cell";
import type { Kernels } from "../kernels/kernels";
import type { NeurramProfile } from "../profiles/neurram";
import type { Neuron } from "./neuron";
import type { ShiftRegisterNoise } from "./shift-register-noise";

/** What the cores of one chip share. */
export interface Shared {
	readonly profile: NeurramProfile;
	readonly kernels: Kernels;
	readonly cell: CellModel;
	/** Siemens of one unit of the cells. */
	readonly step: number;
	/** Relative read noise. */
	readonly readNoise: number;
	/** Selections of a core whose products are kept, for each direction. */
	readonly selections: number;
	readonly neuron: Neuron;
	readonly noise: ShiftRegisterNoise;
}
