import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../firmware/config";
import { edgesOutfit } from "../../host-sim/device";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { XSUnavailable } from "../../host-sim/xs/build.js";
import { startXSDevice } from "../../host-sim/xs/device";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { guestMachine } from "../../host-sim/xs/firmware";
import { type Launch, XSMachine } from "../../host-sim/xs/machine";
import { VirtualBroker } from "../support/virtual-broker";
import { virtualDevice } from "../support/virtual-device";
import { runXSDevice } from "../support/xs-device";

const TEXT = "THEQUICKBROWNFOX";
const FRAMES = 2;

test("frames through the sensor's kernels and the change gate take nothing from the heaps", async () => {
	let launch: Launch;
	try {
		launch = await guestMachine("native32", "tests/xs/guests/vision.ts");
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return;
	}
	const lines: string[] = [];
	const onLog = (text: string): void => void lines.push(...text.split("\n"));
	const serve = () => undefined;
	await new XSMachine({ launch, events: new EventQueue(), time: new VirtualTime(), serve, onLog }).ended;
	assert.is(lines[0], "slots 0, chunk bytes 0, collections 0");
	assert.match(lines[1], /^steps \d+$/);
	process.stdout.write(
		`\nmeasured: all ready-made kernels, gate and rectified maps of 40 x 30 pixels: ${lines[1]} a frame on XS\n`,
	);
});

test("letters behind the vision sensor: the messages of V8, byte for byte", async () => {
	let launch: Launch;
	try {
		launch = await guestMachine("native32", "host-sim/xs/guest/networks.ts");
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return;
	}
	const outfit = edgesOutfit();
	const source = new SceneSource({ text: TEXT, seed: 1 });
	const onV8 = virtualDevice({ outfit, source });
	onV8.runtime.start();
	onV8.time.advanceUntil(() => onV8.broker.payloads("/result").length >= FRAMES);
	const time = new VirtualTime();
	const broker = new VirtualBroker(time);
	const { machine } = startXSDevice({
		...{ launch, placement: "silicon", device: "test-1", seed: 1, outfit, source, host: "broker", port: 1883 },
		...{ interval: 500, time, TCP: broker.TCP, resolver: broker.resolver },
		isDone: () => broker.payloads("/result").length >= FRAMES,
	});
	await machine.ended;
	const messages = broker.payloads("/result").slice(0, FRAMES);
	assert.is(messages.length, FRAMES);
	assert.equal(messages, onV8.broker.payloads("/result").slice(0, FRAMES));
});

test("a camera whose exposure was set: the messages of V8, byte for byte", async () => {
	const settings = { camera: { ...defaultSettings.camera, exposure: -1 } };
	const onV8 = virtualDevice({ settings });
	onV8.runtime.start();
	onV8.time.advanceUntil(() => onV8.broker.payloads("/result").length >= FRAMES);
	try {
		const { broker } = await runXSDevice("native32", "silicon", FRAMES, { settings });
		assert.equal(broker.payloads("/result").slice(0, FRAMES), onV8.broker.payloads("/result").slice(0, FRAMES));
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
	}
});

test.run();
