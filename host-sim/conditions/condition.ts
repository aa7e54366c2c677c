/** One thing about an emulated chip that can be changed while it runs. Values are in `unit`. */
export interface Condition {
	name: string;
	label: string;
	/** Empty for a plain number. */
	unit: string;
	low: number;
	high: number;
	/** Distance of neighbouring values where `scale` is linear. */
	step: number;
	/** "log from zero": zero, then from `step` on by equal ratios. */
	scale: "linear" | "log" | "log from zero";
	/** What the published chip has, or what the profile assumes for it. */
	published: number;
	/** What it is, where its value comes from, what cannot be said. */
	about: string;
	/** "programmed": the weights feel it when they are programmed again. */
	acts: "at once" | "programmed";
}

/** A chip's physics under conditions that can be changed while it runs. */
export interface Adjustable {
	readonly conditions: readonly Condition[];
	/** Value of a condition, in its unit. Throws RangeError for one that is not there. */
	condition(name: string): number;
	/** Changes one. Throws RangeError for a condition or a value that is not there. */
	adjust(name: string, value: number): void;
	/** The weights were not programmed since a condition changed that they only feel then. */
	readonly wantsProgramming: boolean;
}

/** The values at hand. */
export class ConditionValues {
	readonly conditions: readonly Condition[];
	readonly #values = new Map<string, number>();

	constructor(conditions: readonly Condition[]) {
		this.conditions = conditions;
		for (const { name, published } of conditions) this.#values.set(name, published);
	}

	get(name: string): number {
		const value = this.#values.get(name);
		if (value === undefined)
			throw new RangeError(`no condition ${name}: there are ${[...this.#values.keys()].join(", ")}`);
		return value;
	}

	/** Takes a value; the condition it belongs to. Throws RangeError. */
	set(name: string, value: number): Condition {
		this.get(name);
		const condition = this.conditions.find(known => known.name === name)!;
		const { low, high, scale, step } = condition;
		if (!(value >= low && value <= high)) throw new RangeError(`${name} is ${value}: it must be ${low} to ${high}`);
		const steps = (value - low) / step;
		if (scale === "linear" && step >= 1 && steps !== Math.floor(steps))
			throw new RangeError(`${name} is ${value}: it goes in steps of ${step} from ${low}`);
		this.#values.set(name, value);
		return condition;
	}

	/** Those that differ from the published chip's. */
	get changed(): Condition[] {
		return this.conditions.filter(({ name, published }) => this.#values.get(name) !== published);
	}
}
