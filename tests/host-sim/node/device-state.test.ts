import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CimError } from "../../../firmware/errors";
import { Random } from "../../../firmware/math/random";
import { decodeResult } from "../../../firmware/messaging/result-message";
import { createDevice, outfitFor } from "../../../host-sim/device";
import { DeviceState } from "../../../host-sim/node/device-state";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import { SceneSource } from "../../../host-sim/scene/scene-source";
import { VirtualBroker } from "../../support/virtual-broker";

const folder = mkdtempSync(join(tmpdir(), "cim-state-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

test("each boot has its number, and each device its own", () => {
	const begin = (device: string) => {
		const state = new DeviceState(folder, device);
		const boots = [state.begin(), state.begin()];
		state.close();
		return boots;
	};
	assert.equal(
		[begin("a"), begin("a"), begin("b")],
		[
			[0, 1],
			[2, 3],
			[0, 1],
		],
	);
});

test("a folder that cannot be one is an error with its name", () => {
	const file = join(folder, "a-file");
	writeFileSync(file, "");
	assert.throws(
		() => new DeviceState(file, "a"),
		(error: unknown) => error instanceof CimError && error.code === "state" && error.message.includes("a-file"),
	);
});

test("what a run could not publish, the next one publishes as history", () => {
	/** One run of the device, until it has made `frames` results and, where there is a broker, two came as history. */
	const run = (isUp: boolean, frames: number): VirtualBroker => {
		const time = new VirtualTime();
		const broker = new VirtualBroker(time);
		broker.isUp = isUp;
		const state = new DeviceState(folder, "kept");
		let made = 0;
		const { runtime } = createDevice({
			...{ device: "kept", seed: 1, outfit: outfitFor("NAINVINAJNGINUHC"), host: "broker", port: 1883, interval: 500 },
			...{ time, TCP: broker.TCP, resolver: broker.resolver, source: new SceneSource({ seed: 1 }) },
			random: new Random(1, state.begin()),
			more: { flash: state.flash, store: state.store },
			observer: { onReport: () => made++ },
		});
		runtime.start();
		assert.ok(time.advanceUntil(() => made >= frames && (!isUp || broker.payloads("/history").length > 1)));
		runtime.stop(() => {});
		time.advance(1000);
		state.close();
		return broker;
	};
	assert.equal(run(false, 2).published, []);
	const broker = run(true, 1);
	const late = broker.payloads("/history").map(decodeResult);
	assert.equal(
		late.map(({ sequence }) => sequence),
		[1, 2],
	);
	const [live] = broker.payloads("/result").map(decodeResult);
	assert.is(late[0].boot, late[1].boot);
	assert.is.not(live.boot, late[0].boot);
	assert.is(live.sequence, 1);
});

test.run();
