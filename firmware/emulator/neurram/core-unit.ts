import { Activation, ConverterKind, LineSide, Mode } from "../../accelerator/registers";
import { CimError } from "../../errors";
import type { Random } from "../../math/random";
import type { OperatingPoint } from "../core";
import type { Windows } from "../kernels/kernels";
import { type CoreFaults, coreFaults } from "./die";
import { vectorEnergy } from "./estimates";
import { feedBack } from "./feed-back";
import { lowBits, PASS_BITS } from "./input-bits";
import type { Operation, Passes, Tally } from "./passes";
import { RelaxingCells } from "./relaxing-cells";
import { SelectedProduct, type Selection } from "./selected-product";
import type { Shared } from "./shared";

/** An operating point that this chip cannot have. */
export class NeurramError extends CimError {}

/** One of the 48 cores: its cells once they are used, the selected lines, the operating point, the inputs. */
export class CoreUnit {
	readonly #shared: Shared;
	readonly #passes: Passes;
	readonly #number: number;
	readonly #row: number;
	readonly #column: number;
	readonly #point: OperatingPoint;
	readonly #rows: Uint8Array;
	readonly #columns: Uint8Array;
	#faults: CoreFaults | undefined;
	#cells: RelaxingCells | undefined;
	/** By LineSide of the driven lines, the last used first. */
	readonly #kept: Prepared[][] = [[], []];
	/** Whether the first of each is that of the selection at hand. */
	readonly #current = [false, false];
	#inputs = new Int16Array(0);
	/** Takes the place of the inputs where it was loaded last. */
	#windows: Windows | undefined;

	constructor(shared: Shared, passes: Passes, number: number, point: OperatingPoint) {
		const { lines, coreColumns } = shared.profile;
		this.#shared = shared;
		this.#passes = passes;
		this.#number = number;
		this.#row = Math.floor(number / coreColumns);
		this.#column = number % coreColumns;
		this.#point = { ...point };
		this.#rows = new Uint8Array(lines);
		this.#columns = new Uint8Array(lines);
	}

	get faults(): CoreFaults {
		this.#faults ??= coreFaults(this.#shared.profile, this.#number);
		return this.#faults;
	}

	/** Made when first needed. */
	get cells(): RelaxingCells {
		if (this.#cells === undefined) {
			const { profile, cell, step } = this.#shared;
			const { unformed } = profile.cell;
			this.#cells = new RelaxingCells(profile.lines, cell, step, this.faults, unformed, profile.faults.leak);
		}
		return this.#cells;
	}

	/** Whether the cells exist: a core that was never written or used costs nothing. */
	get used(): boolean {
		return this.#cells !== undefined;
	}

	get point(): OperatingPoint {
		return this.#point;
	}

	/** Core row and column on the die. */
	get place(): { row: number; column: number } {
		return { row: this.#row, column: this.#column };
	}

	/** Forgets the selection and the inputs. */
	reset(point: OperatingPoint): void {
		this.configure(point);
		this.#rows.fill(0);
		this.#columns.fill(0);
		this.#inputs.fill(0);
		this.#windows = undefined;
		this.#outdate();
	}

	select(side: number, lines: Uint8Array): void {
		(side === LineSide.ROWS ? this.#rows : this.#columns).set(lines);
		this.#outdate();
	}

	/** Throws NeurramError. */
	configure(point: OperatingPoint): void {
		const { stepOffset } = this.#shared.profile.neuron;
		if (point.decrementUp <= stepOffset || point.decrementDown + stepOffset <= 0)
			throw new NeurramError(
				"no-charge-step",
				`steps of ${point.decrementUp} V up and ${point.decrementDown} V down add no charge; up must be above ${stepOffset} V`,
			);
		if (lowBits(point) > 0 && point.activation !== Activation.LINEAR)
			throw new NeurramError(
				"activation-in-two-passes",
				`inputs of ${point.inputBits} bits take two passes: activations are for at most ${PASS_BITS}`,
			);
		if (point.converter === ConverterKind.BINARY_SEARCH && point.outputBits - lowBits(point) < 1)
			throw new NeurramError("no-decisions", `${point.outputBits} output bits leave none for the low input bits`);
		if (point.pairs !== this.#point.pairs || point.rowGating !== this.#point.rowGating) this.#outdate();
		Object.assign(this.#point, point);
	}

	/** All vectors, as pieces of a source that stays as it is until they were multiplied. */
	loadWindows(windows: Windows): void {
		this.#windows = windows;
	}

	/** Vectors number `first` on. */
	load(first: number, values: number, vectors: number, inputs: Int16Array): void {
		this.#windows = undefined;
		const end = (first + vectors) * values;
		if (this.#inputs.length < end) {
			const grown = new Int16Array(end);
			grown.set(this.#inputs);
			this.#inputs = grown;
		}
		this.#inputs.set(inputs.subarray(0, vectors * values), first * values);
	}

	/** Outputs of one vector in a mode: the lines of the other side. */
	outputCount(mode: number): number {
		const lines = mode === Mode.BACKWARD ? this.#rows : this.#columns;
		let count = 0;
		for (let line = 0; line < lines.length; line++) count += lines[line];
		return count;
	}

	/** `alongside`: other cores of the same core column that multiply at the same time. Outputs go to outputs[to..). */
	multiply(
		mode: number,
		vectors: number,
		alongside: number,
		random: Random,
		outputs: Int16Array,
		to: number,
		tally: Tally,
	): void {
		const backward = mode === Mode.BACKWARD;
		const side = backward ? LineSide.COLUMNS : LineSide.ROWS;
		const { profile, noise } = this.#shared;
		const { counts } = profile.neuron;
		const product = this.#prepare(side);
		const point = this.#point;
		const operation: Operation = {
			product,
			point,
			faults: this.faults,
			converted: backward ? this.#rows : this.#columns,
			backward,
			row: this.#row,
			column: this.#column,
			alongside,
			random,
			outputs,
			tally,
			seconds: 0,
		};
		if (point.activation === Activation.STOCHASTIC) noise.seed(random);
		if (mode === Mode.RECURRENT) {
			const count = Math.min(product.values, product.outputs);
			for (let step = 0; step < vectors; step++) {
				const at = to + step * product.outputs;
				this.#passes.run(operation, this.#inputs, 1, at);
				feedBack(point, counts[counts.length - 1], outputs, at, count, this.#inputs);
			}
		} else this.#passes.run(operation, this.#windows ?? this.#inputs, vectors, to);
		tally.outputs += vectors * product.outputs;
		if (operation.seconds > tally.seconds) tally.seconds = operation.seconds;
		const driven = product.values * (this.#paired(side) ? 2 : 1);
		tally.energy += vectors * vectorEnergy(profile, driven, product.outputs);
	}

	#paired(side: number): boolean {
		return (this.#point.pairs & (side === LineSide.ROWS ? 1 : 2)) !== 0;
	}

	/** The product of one direction, up to date with cells, selection and operating point. */
	#prepare(side: number): SelectedProduct {
		const { changes } = this.cells;
		const kept = this.#kept[side];
		if (this.#current[side] && kept[0].changes === changes) return kept[0].product;
		let found = 0;
		while (found < kept.length && !this.#isAtHand(kept[found], side)) found++;
		if (found === kept.length) {
			// the one that was not used for longest gives its room
			const oldest = found === this.#shared.selections ? kept.pop() : undefined;
			found = kept.push(oldest ?? this.#newPrepared()) - 1;
			kept[found].changes = -1;
		}
		for (; found > 0; found--) {
			const other = kept[found - 1];
			kept[found - 1] = kept[found];
			kept[found] = other;
		}
		const [prepared] = kept;
		if (prepared.changes !== changes) this.#makeUpToDate(prepared, side);
		this.#current[side] = true;
		return prepared.product;
	}

	#newPrepared(): Prepared {
		const { lines } = this.#shared.profile;
		return {
			product: new SelectedProduct(this.#shared.kernels),
			changes: -1,
			selection: {
				side: 0,
				driven: new Uint8Array(lines),
				converted: new Uint8Array(lines),
				pairs: false,
				gating: false,
			},
		};
	}

	#makeUpToDate(prepared: Prepared, side: number): void {
		const { profile, readNoise } = this.#shared;
		const { selection, product } = prepared;
		selection.side = side;
		selection.driven.set(side === LineSide.ROWS ? this.#rows : this.#columns);
		selection.converted.set(side === LineSide.ROWS ? this.#columns : this.#rows);
		selection.pairs = this.#paired(side);
		selection.gating = this.#point.rowGating !== 0;
		product.prepare(this.cells, selection, readNoise > 0, profile.wires.segment, profile.wires.source);
		prepared.changes = this.cells.changes;
	}

	#isAtHand({ selection }: Prepared, side: number): boolean {
		if (selection.pairs !== this.#paired(side) || selection.gating !== (this.#point.rowGating !== 0)) return false;
		const driven = side === LineSide.ROWS ? this.#rows : this.#columns;
		const converted = side === LineSide.ROWS ? this.#columns : this.#rows;
		for (let line = 0; line < driven.length; line++)
			if (selection.driven[line] !== driven[line] || selection.converted[line] !== converted[line]) return false;
		return true;
	}

	#outdate(): void {
		this.#current[LineSide.ROWS] = false;
		this.#current[LineSide.COLUMNS] = false;
	}
}
Object.freeze(CoreUnit.prototype);

/** A product of a selection, and the cells' changes that it is up to date with. */
interface Prepared {
	readonly product: SelectedProduct;
	readonly selection: Selection;
	changes: number;
}
