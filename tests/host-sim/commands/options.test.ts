import { test } from "uvu";
import * as assert from "uvu/assert";
import { UsageError } from "../../../host-sim/commands/command";
import { helpText, parseOptions, table, wholeNumber } from "../../../host-sim/commands/options";

const OPTIONS = {
	count: { type: "string", value: "N", short: "n", about: "how many" },
	loud: { type: "boolean", about: "say it" },
} as const;

function reason(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		assert.instance(error, UsageError);
		return (error as Error).message;
	}
	throw new Error("nothing was thrown");
}

test("options in any spelling and order, positionals between them", () => {
	const expected = { values: { count: "3", loud: true }, positionals: ["a"] };
	for (const line of ["--count 3 a --loud", "a --loud --count=3", "-n 3 --loud a", "--loud -n3 -- a"])
		assert.equal(parseOptions("test", OPTIONS, line.split(" "), 1), expected);
});

test("what is not given is undefined or false", () => {
	assert.equal(parseOptions("test", OPTIONS, []).values, { count: undefined, loud: false });
});

test("a negative number is a value, an option is not", () => {
	assert.is(parseOptions("test", OPTIONS, ["--count", "-3"]).values.count, "-3");
	assert.is(
		reason(() => parseOptions("test", OPTIONS, ["--count", "--loud"])),
		"--count needs a value: --count <N>",
	);
	assert.is(
		reason(() => parseOptions("test", OPTIONS, ["--count"])),
		"--count needs a value: --count <N>",
	);
});

test("a switch takes no value", () => {
	assert.is(
		reason(() => parseOptions("test", OPTIONS, ["--loud=yes"])),
		'--loud takes no value, but got "yes"',
	);
});

test("names of Object.prototype are unknown options like any other", () => {
	assert.match(
		reason(() => parseOptions("test", OPTIONS, ["--constructor"])),
		"there is no option --constructor;",
	);
	assert.match(
		reason(() => parseOptions("test", OPTIONS, ["--__proto__=1"])),
		"there is no option --__proto__;",
	);
});

test("too many arguments are refused", () => {
	assert.match(
		reason(() => parseOptions("test", OPTIONS, ["a", "b"], 1)),
		'"b" is one argument too many',
	);
});

test("whole numbers: bounds, hexadecimal, nothing else", () => {
	assert.is(wholeNumber("seed", undefined, 7, 0, 9), 7);
	assert.is(wholeNumber("seed", "0xff", 7, 0, 255), 255);
	for (const text of ["", " ", "1.5", "1e3", "256", "-1", "0x", "NaN", "Infinity"])
		assert.match(
			reason(() => wholeNumber("seed", text, 7, 0, 255)),
			"it must be a whole number from 0 to 255",
		);
});

test("help fits 80 columns and names every option", () => {
	const about = "words ".repeat(40).trim();
	const options = { ...OPTIONS, output: { type: "string", value: "file", about } } as const;
	const help = helpText({
		usage: "test [options]",
		about: "What it does.",
		options,
		examples: [["cim test", "it runs"]],
	});
	for (const line of help.split("\n")) assert.ok(line.length <= 80, line);
	for (const word of ["-n, --count <N>", "--loud", "--output <file>", "-h, --help", "cim test"])
		assert.ok(help.includes(word), word);
});

test("a first column that is too long has a line of its own", () => {
	const left = "x".repeat(50);
	assert.is(
		table([
			["a", "one"],
			[left, "two"],
		]).split("\n").length,
		3,
	);
});

test.run();
