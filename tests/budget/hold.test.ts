import { test } from "uvu";
import * as assert from "uvu/assert";
import { hold } from "./hold";

function said(act: () => number): { over: number; text: string } {
	const { write } = process.stdout;
	let text = "";
	process.stdout.write = ((chunk: string) => {
		text += chunk;
		return true;
	}) as typeof write;
	try {
		const over = act();
		return { over, text };
	} finally {
		process.stdout.write = write;
	}
}

test("up to 2 % over its limit is borne, more is over and told with the numbers", () => {
	const limits = { "instructions a frame, sensing": 1000, "slots, bytes": 500 };
	assert.is(said(() => hold("letters", { "instructions a frame, sensing": 1020, "slots, bytes": 20 }, limits)).over, 0);
	const { over } = said(() => hold("letters", { "instructions a frame, sensing": 1021, "slots, bytes": 500 }, limits));
	assert.is(over, 1);
});

test("what is over is named with both numbers", () => {
	const { text } = said(() =>
		hold("letters", { "instructions a frame, sensing": 1021 }, { "instructions a frame, sensing": 1000 }),
	);
	assert.match(text, /instructions a frame, sensing +1021 +limit 1000: OVER/);
});

test("what has no limit yet is over", () => {
	assert.is(said(() => hold("letters", { "slots, bytes": 1 })).over, 1);
});

test.run();
