import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../../firmware/config";
import { Random } from "../../../firmware/math/random";
import { Messenger } from "../../../firmware/messaging/messenger";
import { type Broker, startBroker } from "../../../host-sim/broker";
import type { Command } from "../../../host-sim/commands/command";
import { command as purge } from "../../../host-sim/commands/purge";
import { command as sendCommand } from "../../../host-sim/commands/send";
import { realClock, realTimers } from "../../../host-sim/node/real-time";
import { nodeResolver } from "../../../host-sim/node/resolver";
import { NodeTCP } from "../../../host-sim/node/tcp";
import { idleControl } from "../../support/idle-control";
import { within } from "../../support/real-time";

let broker: Broker;
const devices: Messenger[] = [];
const folder = mkdtempSync(join(tmpdir(), "cim-send-"));

function startDevice(device: string): Promise<void> {
	return within(5, `${device} online`, resolve => {
		const messenger = new Messenger(
			{
				TCP: NodeTCP,
				resolver: nodeResolver,
				timers: realTimers,
				clock: realClock,
				random: new Random(devices.length),
			},
			{ ...defaultSettings, device, broker: { host: "127.0.0.1", port: broker.port, keepAlive: 30 } },
			{
				control: { ...idleControl, look: onFrame => onFrame(new Uint8Array(64).fill(200), 8, 8) },
				onOnline: resolve,
				onOffline() {},
				onPublished() {},
				onDropped() {},
				onFault() {},
			},
		);
		devices.push(messenger);
		messenger.open();
	});
}

/** What a command prints, and its exit code. */
async function run(command: Command, ...args: string[]): Promise<{ output: string; code: number }> {
	const { write } = process.stdout;
	let output = "";
	process.stdout.write = (text: string | Uint8Array) => {
		output += text;
		return true;
	};
	try {
		const code = await command.run([...args, "--broker", `mqtt://127.0.0.1:${broker.port}`]);
		return { output, code };
	} finally {
		process.stdout.write = write;
	}
}

test.before(async () => {
	broker = await startBroker({ port: 0 });
	await startDevice("desk-1");
	await startDevice("desk-2");
});

test.after(async () => {
	for (const device of devices) await new Promise<void>(resolve => device.close(resolve));
	await broker.close();
	rmSync(folder, { recursive: true, force: true });
});

test("a command is answered in words, or as JSON", async () => {
	const { output, code } = await run(sendCommand, "desk-1", "ping");
	assert.is(code, 0);
	assert.match(output, /^desk-1 {2}ping done: uptime \d+\n$/);
	const json = JSON.parse((await run(sendCommand, "desk-1", "set", "rate=250", "log=error", "--json")).output);
	assert.equal(json, { device: "desk-1", code: "", result: { log: "error", rate: 250, metrics: 0, threshold: -1 } });
});

test("what the device refuses is told with its reason, and the exit code says so", async () => {
	const { output, code } = await run(sendCommand, "desk-1", "set", "rate=never");
	assert.is(code, 1);
	assert.match(output, /set failed: setting rate: it must be a whole number.*\(setting\)/);
});

test("snapshot writes the image that the device sees", async () => {
	const path = join(folder, "seen.png");
	const { code } = await run(sendCommand, "desk-1", "snapshot", "--image", path);
	assert.is(code, 0);
	assert.equal([PNG.sync.read(readFileSync(path)).width], [8]);
});

test("a command to all is answered by each", async () => {
	const { output, code } = await run(sendCommand, "all", "ping", "--timeout", "3");
	assert.is(code, 0);
	assert.equal(
		output
			.split("\n")
			.map(line => line.split(" ")[0])
			.filter(name => name !== "")
			.sort(),
		["desk-1", "desk-2"],
	);
});

test("a device that is not there, a broker that is not there", async () => {
	assert.is((await run(sendCommand, "nobody", "ping", "--timeout", "1")).code, 1);
	const failure = await sendCommand.run(["desk-1", "ping", "--broker", "mqtt://127.0.0.1:9"]).then(
		() => undefined,
		(error: Error) => error.message,
	);
	assert.match(failure!, /mqtt:\/\/127.0.0.1:9: .*ECONNREFUSED/);
});

test("purge clears what the broker remembers of one device, and nothing of another", async () => {
	await new Promise<void>(resolve => devices[1].close(resolve));
	const { output, code } = await run(purge, "desk-2");
	assert.is(code, 0);
	assert.match(output, "cleared cim/1/desk-2/status");
	const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
	const topics: string[] = [];
	await within<void>(5, "retained messages", resolve => {
		client.on("message", (topic, payload) => {
			if (payload.toString() === "end") resolve();
			else topics.push(topic);
		});
		client.subscribe(["cim/1/#", "end"], () => client.publish("end", "end"));
	});
	await client.endAsync();
	assert.equal(
		topics.filter(topic => topic.includes("desk-2")),
		[],
	);
	assert.ok(topics.includes("cim/1/desk-1/status"));
});

test.run();
