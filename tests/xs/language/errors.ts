import { type Checks, same, throws } from "./check";

function order(fails: boolean): string {
	let text = "";
	try {
		text += "try ";
		if (fails) throw new Error("no");
		return `${text}returned`;
	} catch {
		text += "catch ";
	} finally {
		text += "finally";
	}
	return text;
}

export const checks: Checks = {
	"finally comes last, whichever way was taken"() {
		same(order(true), "try catch finally");
		same(order(false), "try returned");
		const overruled = () => {
			try {
				throw new Error("lost");
			} finally {
				// biome-ignore lint/correctness/noUnsafeFinally: what is checked
				return "found";
			}
		};
		same(overruled(), "found");
	},
	"an exception passes through calls, loops and iterators"() {
		let closed = 0;
		const endless = {
			[Symbol.iterator]: () => ({
				next: () => ({ value: 1, done: false }),
				return: () => {
					closed++;
					return { value: undefined, done: true };
				},
			}),
		};
		throws(() => {
			for (const _ of endless) throw new RangeError("out");
		}, RangeError);
		same(closed, 1);
	},
	"what cannot be done is a TypeError or ReferenceError"() {
		throws(() => (undefined as unknown as { a: number }).a, TypeError);
		throws(() => (1 as unknown as () => void)(), TypeError);
		throws(() => Reflect.get(globalThis, "absent").value, TypeError);
		throws(() => `${Symbol() as unknown as string}`, TypeError);
	},
	"frozen things cannot be changed"() {
		const frozen = Object.freeze({ a: 1, inner: { b: 2 } }) as { a: number; inner: { b: number } };
		throws(() => {
			frozen.a = 2;
		}, TypeError);
		throws(() => {
			delete (frozen as { a?: number }).a;
		}, TypeError);
		frozen.inner.b = 3;
		same(frozen.inner.b, 3);
		same(Object.isFrozen(frozen), true);
	},
	"errors chained and rethrown keep who they are"() {
		const first = new Error("first");
		let second: unknown;
		try {
			try {
				throw first;
			} catch (cause) {
				throw new Error("second", { cause });
			}
		} catch (error) {
			second = error;
		}
		same((second as Error).cause, first);
	},
};
