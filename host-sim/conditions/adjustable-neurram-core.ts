import type {
	ArrayDescription,
	CoreSettings,
	OperatingPoint,
	ParallelCore,
	ParallelReport,
	ProgramReport,
} from "../../firmware/emulator/core";
import { createNeurramCore, type NeurramCore, type NeurramOptions } from "../../firmware/emulator/neurram/neurram-core";
import type { NeurramProfile } from "../../firmware/emulator/profiles/neurram";
import { Random } from "../../firmware/math/random";
import { type Adjustable, type Condition, ConditionValues } from "./condition";
import { neurramConditions } from "./neurram-conditions";

/** Told of every multiply, after it. `arrays` and `outputs` are reused. */
export type MultiplyListener = (
	mode: number,
	arrays: Uint8Array,
	count: number,
	vectors: number,
	outputs: Int16Array,
) => void;

/**
 * The 48-core chip under conditions that change while it runs. Its profile is a copy of which some numbers move: those that
 * the physics read at every pass. With nothing changed every output is the plain core's.
 */
export class AdjustableNeurramCore implements ParallelCore, Adjustable {
	readonly profile: number;
	readonly arrays: readonly ArrayDescription[];
	readonly modes: number;
	readonly outputBits: number;
	readonly maximumVectors: number;
	readonly defaults: CoreSettings;
	readonly point: OperatingPoint;
	readonly wantsProgramming = false;
	readonly core: NeurramCore;
	/** What the physics are now. */
	readonly present: NeurramProfile;
	/** Somebody who looks on. */
	onMultiply: MultiplyListener | undefined;

	readonly #base: NeurramProfile;
	readonly #values: ConditionValues;
	/** As the host set them. */
	readonly #points = new Map<number, OperatingPoint>();
	/** First selected line of each array, by LineSide. */
	readonly #first: [Int16Array, Int16Array];
	/** Years pass here, whatever the chip's seed. */
	readonly #random = new Random(0);

	constructor(profile: NeurramProfile, options: NeurramOptions = {}) {
		this.#base = profile;
		this.present = {
			...profile,
			neuron: { ...profile.neuron },
			parallel: { ...profile.parallel, error: [...profile.parallel.error], intercept: [...profile.parallel.intercept] },
		};
		const core = createNeurramCore(this.present, options);
		this.core = core;
		this.#values = new ConditionValues(neurramConditions(profile));
		this.profile = core.profile;
		this.arrays = core.arrays;
		this.modes = core.modes;
		this.outputBits = core.outputBits;
		this.maximumVectors = core.maximumVectors;
		this.defaults = core.defaults;
		this.point = core.point;
		this.#first = [new Int16Array(core.arrays.length).fill(-1), new Int16Array(core.arrays.length).fill(-1)];
	}

	get conditions(): readonly Condition[] {
		return this.#values.conditions;
	}
	get outputs(): Int16Array {
		return this.core.outputs;
	}

	condition(name: string): number {
		return this.#values.get(name);
	}

	adjust(name: string, value: number): void {
		const before = this.condition(name);
		if (before === value) return;
		if (name === "age" && value < before)
			throw new RangeError("time only goes on: program again, and the cells are new");
		this.#values.set(name, value);
		const { neuron, parallel } = this.present;
		if (name === "noise") neuron.noise = value;
		else if (name === "age") this.core.age(value - before, this.#random);
		else if (name === "amplitude") for (const [array, point] of this.#points) this.#configure(array, point);
		else if (name === "together") {
			const { alone, error, intercept } = this.#base.parallel;
			const part = value / 100;
			for (let row = 0; row < error.length; row++) {
				// what is beyond the error of one core alone
				(parallel.error as number[])[row] = value === 100 ? error[row] : alone + part * (error[row] - alone);
				(parallel.intercept as number[])[row] = value === 100 ? intercept[row] : part * intercept[row];
			}
		}
	}

	reset(): void {
		this.#points.clear();
		for (const lines of this.#first) lines.fill(-1);
		this.core.reset();
	}

	erase(array: number, random: Random): void {
		this.core.erase(array, random);
	}

	program(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		levels: number,
		settings: CoreSettings,
		random: Random,
		report: ProgramReport,
	): void {
		this.core.program(array, row, column, rows, columns, codes, levels, settings, random, report);
		this.#values.set("age", 0);
	}

	outcome(array: number, row: number, column: number): number {
		return this.core.outcome(array, row, column);
	}

	readCell(array: number, row: number, column: number, random: Random): number {
		return this.core.readCell(array, row, column, random);
	}

	calibrate(): { offset: number; gain: number } {
		return this.core.calibrate();
	}

	selfTest(): number {
		return this.core.selfTest();
	}

	age(seconds: number, random: Random): void {
		this.core.age(seconds, random);
	}

	lineState(array: number, side: number, line: number): number {
		return this.core.lineState(array, side, line);
	}

	/** The first of the selected lines of a side; -1 where none is. */
	firstLine(array: number, side: number): number {
		return this.#first[side]?.[array] ?? -1;
	}

	select(array: number, side: number, lines: Uint8Array): void {
		this.#first[side][array] = lines.indexOf(1);
		this.core.select(array, side, lines);
	}

	configure(array: number, point: OperatingPoint): void {
		this.#configure(array, point);
		this.#points.set(array, { ...point });
	}

	loadInputs(array: number, first: number, values: number, vectors: number, inputs: Int16Array): void {
		this.core.loadInputs(array, first, values, vectors, inputs);
	}

	multiply(
		mode: number,
		arrays: Uint8Array,
		count: number,
		vectors: number,
		settings: CoreSettings,
		random: Random,
		report: ParallelReport,
	): void {
		this.core.multiply(mode, arrays, count, vectors, settings, random, report);
		const dropped = this.condition("converterBits");
		const { outputs } = this.core;
		if (dropped > 0) {
			const half = 1 << (dropped - 1);
			for (let n = 0; n < report.outputs; n++) outputs[n] = ((outputs[n] >> dropped) << dropped) + half;
		}
		this.onMultiply?.(mode, arrays, count, vectors, outputs);
	}

	#configure(array: number, point: OperatingPoint): void {
		const share = this.condition("amplitude") / 100;
		if (share === 1) this.core.configure(array, point);
		else {
			const { positiveVoltage, negativeVoltage } = point;
			// about the middle between them: their difference is set against the neurons' common offset
			const middle = (share - 1) * ((positiveVoltage + negativeVoltage) / 2);
			this.core.configure(array, {
				...point,
				positiveVoltage: positiveVoltage + middle,
				negativeVoltage: negativeVoltage + middle,
			});
		}
	}
}
