import { test } from "uvu";
import * as assert from "uvu/assert";
import { TickClock } from "../../../firmware/device/tick-clock";

/** Ticks as the ESP32 counts them: 32 bits with a sign, differences too. */
class WrappingTicks {
	now: number;
	constructor(start: number) {
		this.now = start;
	}
	get ticks(): number {
		return this.now | 0;
	}
	delta(start: number, end: number): number {
		return (end - start) | 0;
	}
}

const DAY = 86_400_000;

test("milliseconds begin at 0 and grow on across every wrap of the ticks", () => {
	const ticks = new WrappingTicks(0x7fff_ff00);
	const clock = new TickClock(ticks);
	assert.is(clock.milliseconds, 0);
	let last = 0;
	for (let day = 0; day < 200; day += 20) {
		ticks.now += 20 * DAY;
		assert.is(clock.milliseconds, last + 20 * DAY);
		last = clock.milliseconds;
	}
	assert.is(last, 200 * DAY);
});

test("a clock that is set back stands still, and goes on from there", () => {
	const ticks = new WrappingTicks(1000);
	const clock = new TickClock(ticks);
	ticks.now += 500;
	assert.is(clock.milliseconds, 500);
	ticks.now -= 400;
	assert.is(clock.milliseconds, 500);
	ticks.now += 7;
	assert.is(clock.milliseconds, 507);
});

test("microseconds come from the platform, else from the ticks", () => {
	const ticks = new WrappingTicks(0);
	const clock = new TickClock(ticks);
	ticks.now = 12;
	assert.is(clock.microseconds, 12_000);
	assert.is(new TickClock(Object.assign(new WrappingTicks(0), { microseconds: 345 })).microseconds, 345);
});

test("the time of day is not known until it is set, and runs on with the ticks", () => {
	const ticks = new WrappingTicks(-5);
	const clock = new TickClock(ticks);
	assert.is(clock.time, undefined);
	ticks.now += 100;
	clock.setTime(1_700_000_000_000.4);
	ticks.now += 250;
	assert.is(clock.time, 1_700_000_000_250);
});

test("who sets it sets the engine's clock too, in whole seconds", () => {
	const set: number[] = [];
	new TickClock(Object.assign(new WrappingTicks(0), { set: (seconds: number) => set.push(seconds) })).setTime(
		1_700_000_000_999,
	);
	assert.equal(set, [1_700_000_000]);
});

test.run();
