import { test } from "uvu";
import * as assert from "uvu/assert";
import { LastWords, type TextStorage } from "../../../firmware/device/last-words";

const POWER_ON = 1;
const SOFTWARE = 3;
const BROWN_OUT = 9;

/** A board's store; what is in it outlives the lives. */
function board() {
	const values = new Map<string, string>();
	const storage: TextStorage = {
		open: ({ path }) => {
			assert.is(path, "cim-life");
			return {
				read: key => values.get(key),
				write: (key, value) => void values.set(key, value as string),
				delete: key => void values.delete(key),
			};
		},
	};
	return { values, live: (reason: number) => new LastWords(storage, reason, () => assert.unreachable()) };
}

test("power-on has no reason", () => {
	assert.is(board().live(POWER_ON).reset, undefined);
});

test("a restart that was asked for has no reason, and the one after it may have", () => {
	const { live } = board();
	live(POWER_ON).ask();
	assert.is(live(SOFTWARE).reset, undefined);
	assert.match(live(SOFTWARE).reset!, /the engine gave up without a word/);
});

test("the engine's words and its exception are told once", () => {
	const { live, values } = board();
	live(POWER_ON).give("unhandled exception", new RangeError("three is too many"));
	assert.is(live(SOFTWARE).reset, "unhandled exception: RangeError: three is too many");
	assert.is(values.size, 0);
});

test("a machine that fails while it speaks has said what it could, and does not begin over", () => {
	const { live } = board();
	const last = live(POWER_ON);
	const exception = {
		toString(): string {
			// what aborts the engine again calls it again
			last.give("memory full", undefined);
			throw new Error("no memory for words");
		},
	};
	assert.throws(() => last.give("unhandled exception", exception), /no memory/);
	assert.is(live(SOFTWARE).reset, "unhandled exception");
});

test("the chip's account goes before words that are older", () => {
	const { live } = board();
	live(POWER_ON).give("memory full", undefined);
	assert.match(live(BROWN_OUT).reset!, /brown-out/);
});

test("a board without a store tells what the chip tells", () => {
	const lines: string[] = [];
	const storage: TextStorage = {
		open() {
			throw new Error("no partition");
		},
	};
	const last = new LastWords(storage, SOFTWARE, line => lines.push(line));
	assert.match(last.reset!, /the engine gave up/);
	last.ask();
	last.give("memory full", undefined);
	assert.match(lines[0], /cim-life: Error: no partition/);
});

test.run();
