// The NeuRRAM chip built of other memory cells than its own oxide. A neuron sees voltages weighted by conductance over the sum
// of conductances, so the range as a whole drops out: only what is given in siemens follows it.

import type { CellModel } from "../devices/cell";
import { FloatingGateCell, floatingGateRange } from "../devices/floating-gate";
import { PhaseChangeCell, phaseChangeRange } from "../devices/phase-change";
import type { CellRange } from "../devices/published-cell";
import { TunnelJunctionCell } from "../devices/tunnel-junction";
import type { DeviceModel } from "./fmc-devices";
import { type NeurramProfile, neurram } from "./neurram";

/** The chip's own range, S (devices/neurram-oxide.ts): the smallest target is a fortieth of the largest. */
const OWN_MAXIMUM = 40e-6;
const RANGE = 40;

const withFloor = (range: CellRange): CellRange => ({ ...range, minimum: range.maximum / RANGE });

const cells: Readonly<Record<Exclude<DeviceModel, "rram">, CellModel>> = {
	pcm: new PhaseChangeCell(withFloor(phaseChangeRange)),
	"floating-gate": new FloatingGateCell(withFloor(floatingGateRange)),
	mtj: new TunnelJunctionCell(),
};

/** A profile, and the cells to make its core with; none for the chip's own. */
export interface NeurramBuild {
	profile: NeurramProfile;
	cell?: CellModel;
}

/**
 * The chip with this kind of cell; `base` itself for "rram". Acceptance of the write-verify, unformed cells, leaks and stuck
 * cells are scaled by the largest conductance (assumed); drivers, neurons and converters stay.
 */
export function neurramOn(model: DeviceModel, base: NeurramProfile = neurram): NeurramBuild {
	if (model === "rram") return { profile: base };
	const cell = cells[model];
	const ratio = cell.maximum / OWN_MAXIMUM;
	const { programming, faults } = base;
	const profile: NeurramProfile = {
		...base,
		name: `${base.name}-${model}`,
		cell: { ...base.cell, unformed: base.cell.unformed * ratio },
		programming: { ...programming, tolerance: programming.tolerance * ratio },
		faults: {
			...faults,
			leak: faults.leak * ratio,
			floor: [faults.floor[0] * ratio, faults.floor[1] * ratio],
			ceiling: [faults.ceiling[0] * ratio, faults.ceiling[1] * ratio],
		},
	};
	return { profile, cell };
}
