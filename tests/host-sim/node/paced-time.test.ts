import { test } from "uvu";
import * as assert from "uvu/assert";
import { PacedTime } from "../../../host-sim/node/paced-time";

function burn(milliseconds: number): void {
	const until = performance.now() + milliseconds;
	while (performance.now() < until);
}

test("a timer that is slower than its period leaves every turn of the event loop its end", async () => {
	const time = new PacedTime();
	let sinceTurn = 0;
	let most = 0;
	let fired = 0;
	await new Promise<void>(resolve => {
		const turn = () => {
			most = Math.max(most, sinceTurn);
			sinceTurn = 0;
			if (fired < 200) setImmediate(turn);
			else resolve();
		};
		setImmediate(turn);
		time.repeat(() => {
			fired++;
			sinceTurn++;
			burn(2);
		}, 1);
	});
	time.stop();
	assert.ok(most <= 50, `${most} calls in one turn`);
});

test("timers fire in order, each at its own time on the device's clock", async () => {
	const time = new PacedTime();
	const fired: number[] = [];
	await new Promise<void>(resolve => {
		for (const due of [30, 5, 12]) time.set(() => fired.push(time.milliseconds), due);
		time.set(resolve, 31);
		burn(40);
	});
	time.stop();
	assert.equal(fired, [5, 12, 30]);
});

test("after a stop nothing fires", async () => {
	const time = new PacedTime();
	let fired = false;
	time.set(() => {
		fired = true;
	}, 0);
	time.stop();
	await new Promise(resolve => setTimeout(resolve, 5));
	assert.is(fired, false);
});

test.run();
