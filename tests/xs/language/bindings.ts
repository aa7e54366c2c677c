import { type Checks, list, same, throws } from "./check";

export const checks: Checks = {
	"each turn of a loop has its own binding"() {
		const readers: (() => number)[] = [];
		for (let i = 0; i < 3; i++) readers.push(() => i);
		list(
			readers.map(reader => reader()),
			"0,1,2",
		);
	},
	"a binding cannot be read before it begins"() {
		throws(() => {
			const early = () => late;
			early();
			const late = 1;
			same(late, 1);
		}, ReferenceError);
	},
	"closures share what they close over"() {
		let count = 0;
		const up = () => ++count;
		const read = () => count;
		up();
		up();
		same(read(), 2);
	},
	"destructuring with defaults, renaming and the rest"() {
		const { a, b: renamed = 5, ...others } = { a: 1, c: 3, d: 4 } as Record<string, number>;
		same(a + renamed, 6);
		same(JSON.stringify(others), '{"c":3,"d":4}');
		const [first, , third = 7, ...rest] = [1, 2, undefined, 4, 5];
		same(first + third, 8);
		list(rest, "4,5");
	},
	"a default is evaluated only where it is needed"() {
		let evaluated = 0;
		const standing = (value = ++evaluated) => value;
		standing(9);
		same(evaluated, 0);
		same(standing(undefined), 1);
		same(standing(null as never), null);
	},
	"parameters see those before them"() {
		const sum = (a: number, b = a + 1, ...rest: number[]) => a + b + rest.length;
		same(sum(1), 3);
		same(sum(1, 1, 0, 0), 4);
	},
	"spread in calls, arrays and objects"() {
		same(Math.max(...[1, 9, 3]), 9);
		list([0, ...[1, 2], 3], "0,1,2,3");
		same(JSON.stringify({ b: 1, ...({ a: 2, b: 3 } as object) }), '{"b":3,"a":2}');
	},
	"nullish and optional"() {
		const nothing: { value?: { length: number } }[] = [];
		same(nothing[0]?.value?.length, undefined);
		same((nothing[0]?.value ?? "none") as string, "none");
		same(([0] as (number | undefined)[])[0] ?? 1, 0);
		const holder: { value?: number } = {};
		holder.value ??= 4;
		holder.value ||= 5;
		holder.value &&= 6;
		same(holder.value, 6);
	},
	"labels leave and go on with outer loops"() {
		let turns = 0;
		outer: for (let i = 0; i < 3; i++)
			for (let j = 0; j < 3; j++) {
				if (j === 1) continue outer;
				if (i === 2) break outer;
				turns++;
			}
		same(turns, 2);
	},
	"switch takes the first case that is the same, several for one way"() {
		const way = (n: unknown) => {
			switch (n) {
				case 1:
				case 2:
					return "number";
				case "1":
					return "text";
				default:
					return "other";
			}
		};
		same(way(2) + way("1") + way(3), "numbertextother");
	},
};
