import { LineState } from "../../accelerator/registers";
import { Random } from "../../math/random";
import type { NeurramProfile } from "../profiles/neurram";

/** Streams of the die's own chance. */
const ROWS = 1;
const CELLS = 2;
const NEURONS = 3;

/** What the making of one core left: the same for every session with the same die number. */
export interface CoreFaults {
	/** LineState of each row. */
	readonly rows: Uint8Array;
	/** Lowest and highest conductance in siemens of the cells that have limits of their own, by cell number (row-major). */
	readonly floors: ReadonlyMap<number, number>;
	readonly ceilings: ReadonlyMap<number, number>;
	/** Relative gain error and offset (volts at the integrator) of each neuron. */
	readonly gains: Float64Array;
	readonly offsets: Float64Array;
}

export function coreFaults(profile: NeurramProfile, core: number): CoreFaults {
	const { lines, die, faults, neuron } = profile;
	const rows = new Uint8Array(lines);
	const random = new Random(die, core * 4 + ROWS);
	for (let row = 0; row < lines; row++) {
		const unusable = random.uniform() < faults.unusableRows;
		const leaky = random.uniform() < faults.leakyShare;
		rows[row] = unusable ? (leaky ? LineState.LEAKY : LineState.UNFORMED) : LineState.USABLE;
	}
	const floors = new Map<number, number>();
	const ceilings = new Map<number, number>();
	random.reseed(die, core * 4 + CELLS);
	scatter(floors, faults.stuckLow, faults.floor, lines * lines, random);
	scatter(ceilings, faults.stuckHigh, faults.ceiling, lines * lines, random);
	const gains = new Float64Array(lines);
	const offsets = new Float64Array(lines);
	random.reseed(die, core * 4 + NEURONS);
	for (let n = 0; n < lines; n++) {
		gains[n] = neuron.gainSpread * random.gaussian();
		offsets[n] = neuron.offsetSpread * neuron.code * random.gaussian();
	}
	return { rows, floors, ceilings, gains, offsets };
}

/** Gives a share of the cells a limit, uniform in the range. */
function scatter(
	limits: Map<number, number>,
	share: number,
	range: readonly [number, number],
	cells: number,
	random: Random,
): void {
	const count = Math.round(share * cells);
	for (let n = 0; n < count; n++) limits.set(random.below(cells), range[0] + (range[1] - range[0]) * random.uniform());
}

/**
 * Neuron of a column: that of corelet (i, j) taps row 16 i + j and column 16 j + i, so each serves one row and one column
 * (not verified; it decides only which spread a line has). A row's neuron has the row's number.
 */
export function neuronOfColumn(column: number, lines: number): number {
	const side = Math.sqrt(lines);
	return Math.floor(side) === side ? (column % side) * side + Math.floor(column / side) : column;
}
