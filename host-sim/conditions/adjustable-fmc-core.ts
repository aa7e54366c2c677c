import type { ArrayDescription, Core, CoreSettings, MultiplyReport, ProgramReport } from "../../firmware/emulator/core";
import type { Crossbar } from "../../firmware/emulator/crossbar";
import { nearestState } from "../../firmware/emulator/devices/cell";
import { createFmcCore, type FmcCore } from "../../firmware/emulator/fmc-core";
import type { FmcProfile } from "../../firmware/emulator/profiles/fmc";
import { Random } from "../../firmware/math/random";
import { type Adjustable, type Condition, ConditionValues } from "./condition";
import { Drift } from "./drift";
import { fmcConditions } from "./fmc-conditions";

const WEIGHTS = 1;
const LARGEST_CODE = 127;

/** One multiply. */
export interface Shot {
	/** Mode; -1 before the first. */
	mode: number;
	array: number;
	vectors: number;
	settings: CoreSettings;
	/** Amperes. */
	noiseFloor: number;
	clipped: number;
}

/**
 * The frequency-multiplexed chip under conditions that change while it runs. What differs from the profile is in the numbers
 * that the physics get: tones and tolerance with each operation; noise, wires and converters in a core that takes the place of
 * the last one, with its cells, its inputs and its calibration. With nothing changed every output is the plain core's.
 */
export class AdjustableFmcCore implements Core, Adjustable {
	readonly profile: number;
	readonly arrays: readonly ArrayDescription[];
	readonly modes: number;
	readonly outputBits: number;
	readonly maximumVectors: number;
	readonly defaults: CoreSettings;
	readonly outputs: Int16Array;
	/** What the cells were to become at their last write, siemens; NaN before. */
	readonly targets: readonly Float64Array[];

	/** Codes of the last write, row-major, as they came over the wire. */
	readonly codes: readonly Uint8Array[];
	/** The last multiply, for whoever looks at it afterwards; its settings are those that the physics had. */
	readonly shot: Shot;

	readonly #base: FmcProfile;
	readonly #values: ConditionValues;
	readonly #settings: CoreSettings;
	readonly #loads = new Map<number, { rows: number; vectors: number; values: Int8Array }>();
	#core: FmcCore;
	readonly #drift: Drift;
	/** What the converters were calibrated for since the last reset. */
	#calibrated: CoreSettings | undefined;
	#wantsProgramming = false;

	constructor(profile: FmcProfile) {
		const core = createFmcCore(profile);
		this.#base = profile;
		this.#core = core;
		this.#values = new ConditionValues(fmcConditions(profile));
		this.#drift = new Drift(core.crossbars[WEIGHTS]);
		this.#settings = { ...core.defaults };
		this.shot = { mode: -1, array: 0, vectors: 0, settings: { ...core.defaults }, noiseFloor: 0, clipped: 0 };
		this.profile = core.profile;
		this.arrays = core.arrays;
		this.modes = core.modes;
		this.outputBits = core.outputBits;
		this.maximumVectors = core.maximumVectors;
		this.defaults = core.defaults;
		this.outputs = new Int16Array(core.outputs.length);
		this.codes = core.arrays.map(({ rows, columns }) => new Uint8Array(rows * columns));
		this.targets = core.arrays.map(({ rows, columns }) => new Float64Array(rows * columns).fill(Number.NaN));
	}

	get conditions(): readonly Condition[] {
		return this.#values.conditions;
	}
	get wantsProgramming(): boolean {
		return this.#wantsProgramming;
	}
	get crossbars(): readonly Crossbar[] {
		return this.#core.crossbars;
	}
	/** Outputs of the last multiply before conversion; programming overwrites them. */
	get amperes(): Float64Array {
		return this.#core.amperes;
	}
	/** What the physics are now. */
	get present(): FmcProfile {
		const { noise, device, wires, converter, age } = this.#base;
		const segment = this.condition("wires");
		return {
			...this.#base,
			noise: this.#isPublished("noise") ? noise : { ...noise, amplitude: this.condition("noise") * 1e-9 },
			device: this.#isPublished("fluctuation") ? device : { ...device, read: this.condition("fluctuation") * 1e-2 },
			wires: segment === 0 ? wires : { ...wires, segment, compensation: "none" },
			converter: { ...converter, bits: this.condition("converterBits") },
			age: age && { ...age, weights: this.condition("age") },
		};
	}
	/** Settings as the physics get them: what the host set, times what was changed. Reused. */
	effective(settings: CoreSettings): CoreSettings {
		const effective = this.#settings;
		const { amplitude, tones } = this.#base;
		effective.pulseLimit = settings.pulseLimit;
		effective.fullScale = settings.fullScale;
		effective.firstTone = settings.firstTone;
		effective.toneSpacing = settings.toneSpacing * (this.condition("spacing") / tones.spacing);
		effective.toneAmplitude = settings.toneAmplitude * this.#ratio("amplitude", amplitude * 1e3);
		effective.tolerance = settings.tolerance * this.#ratio("tolerance", this.#base.tolerance * 1e2);
		return effective;
	}

	condition(name: string): number {
		return this.#values.get(name);
	}

	adjust(name: string, value: number): void {
		if (this.condition(name) === value) return;
		const { acts } = this.#values.set(name, value);
		if (acts === "programmed") this.#wantsProgramming = true;
		if (name === "age" && !this.#base.age) this.#drift.age(value);
		else if (name !== "amplitude" && name !== "spacing" && name !== "tolerance") this.#rebuild();
	}

	reset(): void {
		this.#calibrated = undefined;
		this.#loads.clear();
		this.outputs.fill(0);
		this.#core.reset();
	}

	erase(array: number, random: Random): void {
		this.targets[array].fill(this.arrays[array].minimum);
		this.codes[array].fill(0);
		this.#core.erase(array, random);
		if (array === WEIGHTS) this.#renew();
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
		this.#note(array, row, column, rows, columns, codes, levels);
		const effective = this.effective(settings);
		this.#core.program(array, row, column, rows, columns, codes, levels, effective, random, report);
		if (array === WEIGHTS) this.#renew();
	}

	outcome(array: number, row: number, column: number): number {
		return this.#core.outcome(array, row, column);
	}

	readCell(array: number, row: number, column: number, random: Random): number {
		return this.#core.readCell(array, row, column, random);
	}

	loadInputs(array: number, rows: number, vectors: number, values: Int8Array): void {
		this.#loads.set(array, { rows, vectors, values: values.slice(0, rows * vectors) });
		this.#core.loadInputs(array, rows, vectors, values);
	}

	multiply(
		mode: number,
		array: number,
		vectors: number,
		settings: CoreSettings,
		random: Random,
		report: MultiplyReport,
	): void {
		this.#core.multiply(mode, array, vectors, this.effective(settings), random, report);
		const { shot } = this;
		shot.mode = mode;
		shot.array = array;
		shot.vectors = vectors;
		Object.assign(shot.settings, this.#settings);
		shot.noiseFloor = report.noiseFloor;
		shot.clipped = report.clipped;
		const { outputs } = this.#core;
		const bits = this.#core.outputBits;
		if (bits === this.outputBits) this.outputs.set(outputs);
		else {
			// fewer bits over the same range, in the words that the chip said it has
			const largest = bits === 1 ? 1 : (1 << (bits - 1)) - 1;
			for (let n = 0; n < report.outputs; n++) this.outputs[n] = Math.round((outputs[n] * LARGEST_CODE) / largest);
		}
	}

	calibrate(settings: CoreSettings, random: Random): { offset: number; gain: number } {
		this.#calibrated = { ...settings };
		return this.#core.calibrate(settings, random);
	}

	selfTest(settings: CoreSettings, random: Random): number {
		return this.#core.selfTest(this.effective(settings), random);
	}

	#ratio(name: string, published: number): number {
		return this.#isPublished(name) ? 1 : this.condition(name) / published;
	}

	/** Also where this kind of cell has no such condition. */
	#isPublished(name: string): boolean {
		const condition = this.conditions.find(known => known.name === name);
		return condition === undefined || this.condition(name) === condition.published;
	}

	/** The weights were written: what was waiting for it holds now, and they are new. */
	#renew(): void {
		this.#wantsProgramming = false;
		this.#drift.renew();
		if (!this.#base.age) this.#values.set("age", 0);
	}

	#note(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		levels: number,
	): void {
		const { columns: width, minimum, maximum } = this.arrays[array];
		const { cell } = this.crossbars[array];
		const targets = this.targets[array];
		for (let i = 0; i < rows; i++)
			for (let j = 0; j < columns; j++) {
				const wanted = minimum + (codes[i * columns + j] / levels) * (maximum - minimum);
				const index = (row + i) * width + column + j;
				targets[index] = nearestState(cell, wanted);
				this.codes[array][index] = codes[i * columns + j];
			}
	}

	/** Puts a core with the present profile in the place of the last one. */
	#rebuild(): void {
		const last = this.#core;
		const next = createFmcCore(this.present);
		for (let n = 0; n < last.crossbars.length; n++) {
			next.crossbars[n].cells.set(last.crossbars[n].cells);
			next.crossbars[n].outcomes.set(last.crossbars[n].outcomes);
		}
		next.amperes.set(last.amperes);
		for (const [array, { rows, vectors, values }] of this.#loads) next.loadInputs(array, rows, vectors, values);
		if (this.#calibrated) next.calibrate(this.#calibrated, new Random(0));
		this.#core = next;
		this.#drift.moveTo(next.crossbars[WEIGHTS]);
	}
}
