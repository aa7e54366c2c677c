import type { CellModel } from "../devices/cell";

/** The same kind of cell, whose conductance stays as it was written. */
export function withoutRelaxation(cell: CellModel): CellModel {
	return {
		minimum: cell.minimum,
		maximum: cell.maximum,
		lowest: cell.lowest,
		highest: cell.highest,
		erased: random => cell.erased(random),
		pulse: (conductance, reading, target, random) => cell.pulse(conductance, reading, target, random),
		readNoise: conductance => cell.readNoise(conductance),
		fundamentalGain: amplitude => cell.fundamentalGain(amplitude),
	};
}
