import { type Checks, same, throws } from "./check";

class Counter {
	static readonly #secret = 41;
	#count = 0;
	readonly step: number;
	constructor(step = 1) {
		this.step = step;
	}
	static get answer(): number {
		return Counter.#secret + 1;
	}
	static isCounter(thing: object): boolean {
		return #count in thing;
	}
	get count(): number {
		return this.#count;
	}
	set count(value: number) {
		this.#count = value | 0;
	}
	up(): this {
		this.#add(this.step);
		return this;
	}
	#add(step: number): void {
		this.#count += step;
	}
	static countOf(counter: Counter): number {
		return counter.#count;
	}
}

class Double extends Counter {
	label = `made with ${this.step}`;
	constructor() {
		super(2);
	}
	override up(): this {
		super.up();
		return super.up();
	}
	override get count(): number {
		return super.count * 10;
	}
}

class Fault extends Error {
	readonly code: string;
	constructor(code: string, message: string, cause?: unknown) {
		super(message, { cause });
		this.code = code;
	}
}

export const checks: Checks = {
	"private state behind accessors"() {
		const counter = new Counter();
		counter.up().up();
		same(counter.count, 2);
		counter.count = 7.9;
		same(counter.count, 7);
		same(Object.keys(counter).join(), "step");
	},
	"private names are known to their class only"() {
		same(Counter.isCounter(new Double()), true);
		same(Counter.isCounter({}), false);
		throws(() => Counter.countOf({} as Counter), TypeError);
	},
	"statics, private ones too, and a static that is written to"() {
		class Made {
			static count = 0;
			constructor() {
				Made.count++;
			}
		}
		new Made();
		new Made();
		same(Made.count, 2);
		same(Counter.answer, 42);
		same(Double.answer, 42);
	},
	"fields of a subclass begin after its parent's constructor"() {
		same(new Double().label, "made with 2");
	},
	"super in methods and accessors"() {
		const double = new Double();
		same(double.up().count, 40);
	},
	"a class is called with new, and its prototype's methods are not listed"() {
		throws(() => (Counter as unknown as () => void)(), TypeError);
		const seen: string[] = [];
		for (const key in new Counter()) seen.push(key);
		same(seen.join(), "step");
	},
	"errors of one's own: kind, message, code, cause"() {
		const cause = new RangeError("below");
		const fault = new Fault("lost", "above", cause);
		same(fault instanceof Fault && fault instanceof Error, true);
		same(fault.message, "above");
		same(fault.code, "lost");
		same(fault.cause, cause);
		same(String(fault), "Error: above");
	},
	"instanceof looks along the prototypes"() {
		same(new Double() instanceof Counter, true);
		same(Object.getPrototypeOf(Double.prototype), Counter.prototype);
		same(Object.create(null) instanceof Object, false);
	},
	"this in arrows is that of around, in methods that of the call"() {
		const object = {
			value: 3,
			method() {
				return [1].map(() => this.value)[0];
			},
		};
		same(object.method(), 3);
		const loose = object.method as (this: unknown) => unknown;
		throws(() => loose.call(undefined), TypeError);
		same(loose.call({ value: 5 }), 5);
	},
	"static blocks and computed names"() {
		const name = "computed";
		class Late {
			static log = "";
			static {
				Late.log += "block";
			}
			[name]() {
				return name;
			}
		}
		same(Late.log + new Late()[name](), "blockcomputed");
	},
};
