import { type Checks, list, same } from "./check";

const DEVICE = /^[a-z0-9-]{1,23}$/;
const PAIR = /(\w+)=(?<value>\d+)/g;

export const checks: Checks = {
	templates() {
		const n = 3;
		same(`a${n}b${`${n + 1}`}`, "a3b4");
		same(
			`line
two`,
			"line\ntwo",
		);
	},
	"characters and codes"() {
		same("abc".charCodeAt(1), 98);
		same(String.fromCharCode(0x263a), "\u263a");
		same("\u{1f600}".codePointAt(0), 0x1f600);
		same("abc".at(-1), "c");
		same("abc"[1], "b");
	},
	parts() {
		same("abcdef".slice(-3, -1), "de");
		same("abcdef".substring(4, 1), "bcd");
		list("a,b,,c".split(","), "a,b,,c");
		same("a-b-c".split("-", 2).length, 2);
		same(" x\n".trim(), "x");
		same("7".padStart(3, "0"), "007");
		same("ab".repeat(2), "abab");
	},
	"search and replacement"() {
		same("cim/1/desk".startsWith("1", 4), true);
		same("cim/1/desk".endsWith("desk"), true);
		same("banana".lastIndexOf("an"), 3);
		same("banana".includes("nan"), true);
		same("banana".replace("an", "$&-"), "ban-ana");
		same("banana".replaceAll("a", "o"), "bonono");
		same(
			"x1y22".replace(/\d+/g, digits => `<${digits}>`),
			"x<1>y<22>",
		);
	},
	patterns() {
		same(DEVICE.test("desk-1"), true);
		same(DEVICE.test("Desk 1"), false);
		const match = /^(\d+)\.(\d+)/.exec("12.345 V");
		same(match?.[2], "345");
		same("2026-11-22".replace(/(\d+)-(\d+)-(\d+)/, "$3.$2.$1"), "22.11.2026");
	},
	"a pattern that goes on where it ended"() {
		const values: string[] = [];
		for (const { groups } of "a=1 b=22".matchAll(PAIR)) values.push(groups?.value ?? "");
		same(values.join(), "1,22");
	},
	"comparison is by code, case by table"() {
		same("a" < "b" && "B" < "a" && "10" < "9", true);
		same("aBc".toUpperCase() + "aBc".toLowerCase(), "ABCabc");
	},
	"JSON both ways"() {
		const value = { a: [1, null, true, "\u2028\n"], b: { c: 1.5e-7 } };
		same(JSON.stringify(JSON.parse(JSON.stringify(value))), JSON.stringify(value));
		same(JSON.stringify({ a: undefined, b: () => 1, c: Number.NaN }), '{"c":null}');
		same(JSON.stringify([1], null, 1), "[\n 1\n]");
		let refused = 0;
		for (const text of ["{a:1}", "[1,]", "01", '"\n"', ""])
			try {
				JSON.parse(text);
			} catch (error) {
				if (error instanceof SyntaxError) refused++;
			}
		same(refused, 5);
	},
};
