import { type Checks, list, same } from "./check";

function* countTo(most: number): Generator<number, string> {
	for (let n = 1; n <= most; n++) yield n;
	return "done";
}

export const checks: Checks = {
	"arrays grow, shrink and are searched"() {
		const items = [3, 1, 2];
		items.push(5, 4);
		same(items.pop(), 4);
		items.unshift(0);
		same(items.splice(1, 2, 9, 9, 9).join(), "3,1");
		list(items, "0,9,9,9,2,5");
		same(items.indexOf(9) + items.lastIndexOf(9), 4);
		same(
			items.findLast(n => n > 4 && n < 9),
			5,
		);
		items.length = 2;
		list(items, "0,9");
	},
	"arrays are mapped, filtered and folded"() {
		const items = [1, 2, 3, 4];
		list(
			items.map(n => n * n).filter(n => n > 3),
			"4,9,16",
		);
		same(
			items.reduce((sum, n) => sum + n),
			10,
		);
		same(items.some(n => n > 3) && !items.every(n => n > 3), true);
		list([[1], [2, [3]]].flat(2), "1,2,3");
		list(
			Array.from({ length: 3 }, (_, i) => 2 * i),
			"0,2,4",
		);
		list([..."ab"].entries().next().value ?? [], "0,a");
	},
	"sort is stable and takes an order"() {
		list([10, 9, 1].sort(), "1,10,9");
		const pairs = [
			[1, "a"],
			[0, "b"],
			[1, "c"],
			[0, "d"],
		] as [number, string][];
		list(
			pairs.sort((a, b) => a[0] - b[0]).map(pair => pair[1]),
			"b,d,a,c",
		);
	},
	"maps and sets keep the order of entry"() {
		const map = new Map<unknown, number>([["b", 1]]);
		map.set("a", 2).set(Number.NaN, 3).set("b", 4);
		same([...map.values()].join(), "4,2,3");
		same(map.get(Number.NaN), 3);
		same(map.delete("a") && !map.has("a"), true);
		const set = new Set([3, 1, 3]);
		same(set.size, 2);
		for (const n of set) map.set(n, n);
		same(map.size, 4);
		same(new WeakMap([[map, 1]]).get(map), 1);
	},
	"generators stop where they are left, and clean up"() {
		let cleaned = 0;
		function* watched(): Generator<number> {
			try {
				yield* countTo(5);
			} finally {
				cleaned++;
			}
		}
		for (const n of watched()) if (n === 2) break;
		same(cleaned, 1);
		const counting = countTo(1);
		counting.next();
		same(counting.next().value, "done");
		list([...countTo(3)], "1,2,3");
	},
	"whatever has an iterator is gone through"() {
		const pair = {
			*[Symbol.iterator]() {
				yield "x";
				yield "y";
			},
		};
		const [x, y] = pair;
		same(x + y, "xy");
		same(Math.max(...new Set([4, 8])), 8);
	},
	"objects: keys, entries, order, deletion"() {
		const object: Record<string, number> = { b: 1, a: 2, 10: 3, 9: 4 };
		same(Object.keys(object).join(), "9,10,b,a");
		delete object.b;
		same("b" in object, false);
		same(Object.hasOwn(object, "a"), true);
		same(JSON.stringify(Object.fromEntries(Object.entries({ x: 1 }).map(([k, v]) => [k + k, v]))), '{"xx":1}');
		same(Object.assign({ a: 1 }, { b: 2 }).b, 2);
	},
	"getters, setters and property descriptors"() {
		let stored = 1;
		const object = Object.defineProperty({} as { value: number }, "value", {
			get: () => stored,
			set: (n: number) => {
				stored = 2 * n;
			},
		});
		object.value = 4;
		same(object.value, 8);
		same(Object.keys(object).length, 0);
	},
};
