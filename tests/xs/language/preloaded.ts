// State of modules that have run before the machine begins: on a microcontroller it lies in flash, and what changes is
// copied to RAM when it does. Functions cannot change there, so neither can the statics of such a class, and JSON.stringify
// refuses objects that are still in flash: docs/microcontroller.md.
import { type Checks, list, same, throws } from "./check";

let counter = 0;
let words = "none";
export let exported = 1;
const items = [1, 2, 3];
const settings = { depth: { value: 1 }, list: ["a"] };
const table = new Map([["a", 1]]);
const squares = new Int32Array(16);
for (let i = 0; i < squares.length; i++) squares[i] = i * i;
const pattern = /(\d+)/;
const date = new Date(0);

class Holder {
	#value: number[] = [];
	add(value: number): number {
		this.#value.push(value);
		return this.#value.length;
	}
}
const holder = new Holder();

function makeCounter(): () => number {
	let count = 10;
	return () => ++count;
}
const counting = makeCounter();

export const checks: Checks = {
	"variables go on from what they were"() {
		same(++counter, 1);
		words += ", one";
		same(words, "none, one");
		exported++;
		same(exported, 2);
		same(counting() + counting(), 23);
	},
	"arrays and objects can be changed, deep down too"() {
		items.push(4);
		items[0] = 9;
		list(items, "9,2,3,4");
		settings.depth.value++;
		settings.list.unshift("b");
		same(settings.depth.value, 2);
		same(settings.list.join(), "b,a");
		(settings as Record<string, unknown>).added = true;
		same("added" in settings, true);
	},
	"private state can be changed"() {
		same(holder.add(5), 1);
		same(holder.add(6), 2);
	},
	"tables are read, patterns match, dates tell their time"() {
		same(table.get("a"), 1);
		same(squares[15], 225);
		same(squares.subarray(3, 5).join(), "9,16");
		same(pattern.exec("ab123")?.[1], "123");
		same(pattern.test("none"), false);
		same(date.getTime(), 0);
	},
	"garbage collection leaves what is in flash alone"() {
		let text = "";
		for (let i = 0; i < 2000; i++) text = `${words}${items.join()}${text.slice(0, 100)}`;
		same(text.length > 100, true);
		same(settings.list.join(), "b,a");
	},
	"new instances of old classes"() {
		const another = new Holder();
		same(another.add(1), 1);
		same(holder.add(7), 3);
		throws(() => Holder.prototype.add.call({} as Holder, 1), TypeError);
	},
};
