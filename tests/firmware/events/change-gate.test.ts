import { test } from "uvu";
import * as assert from "uvu/assert";
import { ChangeGate } from "../../../firmware/events/change-gate";
import { Random } from "../../../firmware/math/random";

const POINTS = 32 * 24;

function noisy(random: Random, level: number, sigma = 4): Int16Array {
	return Int16Array.from({ length: POINTS }, () => Math.round(level + sigma * random.gaussian()));
}

test("the first look is news; a scene that was settled and only fluctuates is not, for a thousand looks", () => {
	const random = new Random(1);
	const gate = new ChangeGate(POINTS);
	assert.is(gate.look(noisy(random, 0)), true);
	gate.settle(noisy(random, 0));
	for (let n = 0; n < 1000; n++) assert.is(gate.look(noisy(random, 0)), false, `look ${n}`);
});

test("a thing in view opens the gate, however small the threshold lets it be, until it is settled", () => {
	const random = new Random(2);
	const gate = new ChangeGate(POINTS, { contrast: 24, area: 8 });
	gate.settle(noisy(random, 0));
	const six = noisy(random, 0, 0).fill(200, 100, 106);
	assert.is(gate.look(six), false, "6 of 768 points are below 8 in a thousand");
	assert.is(gate.changed, 6);
	const seven = noisy(random, 0, 0).fill(200, 100, 107);
	assert.is(gate.look(seven), true);
	assert.is(gate.look(seven), true, "it stays open until it is settled");
	gate.settle(seven);
	assert.is(gate.look(seven), false);
	assert.is(gate.look(noisy(random, 0, 0)), true, "that it went is news too");
});

test("light that changes slowly is followed, a step of it is news", () => {
	const random = new Random(3);
	const gate = new ChangeGate(POINTS);
	gate.settle(noisy(random, 50));
	for (let n = 0; n < 1000; n++) assert.is(gate.look(noisy(random, 50 + n / 20)), false, `look ${n}`);
	assert.is(gate.look(noisy(random, 250)), true);
});

test.run();
