import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Broker, startBroker } from "../../../host-sim/broker";
import { type Received, Subscriber } from "../../../host-sim/subscriber";

const LAUNCHER = fileURLToPath(new URL("../../../host-sim/cim.js", import.meta.url));

interface Running {
	process: ChildProcess;
	output(): string;
	errors(): string;
	exitCode: Promise<number | null>;
}

function start(...args: string[]): Running {
	const child = spawn(process.execPath, [LAUNCHER, "start", ...args], { stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	let errors = "";
	child.stdout.on("data", data => (output += data));
	child.stderr.on("data", data => (errors += data));
	return {
		process: child,
		output: () => output,
		errors: () => errors,
		exitCode: once(child, "close").then(([code]) => code as number | null),
	};
}

let broker: Broker;
let subscriber: Subscriber;
const received: Received[] = [];
const waiting: { test(message: Received): boolean; resolve(message: Received): void }[] = [];

/** The next message from now on that passes the test. */
function next(test: (message: Received) => boolean): Promise<Received> {
	return new Promise(resolve => waiting.push({ test, resolve }));
}

test.before(async () => {
	broker = await startBroker({ port: 0 });
	await new Promise<void>(resolve => {
		subscriber = new Subscriber({
			url: broker.url,
			filters: ["cim/1/#"],
			onMessage(message) {
				received.push(message);
				for (const wait of waiting.splice(0)) wait.test(message) ? wait.resolve(message) : waiting.push(wait);
			},
			onState: () => resolve(),
		});
	});
});

test.after(async () => {
	await subscriber.close();
	await broker.close();
});

test("--frames N --json: N objects with sixteen letters each, all acknowledged, exit code 0", async () => {
	const run = start("--frames", "3", "--json", "--interval", "100", "--broker", broker.url, "--device", "three");
	assert.is(await run.exitCode, 0, run.errors());
	const frames = run
		.output()
		.trim()
		.split("\n")
		.map(line => JSON.parse(line));
	assert.equal(
		frames.map(frame => [frame.sequence, frame.text, frame.acknowledged, frame.topic]),
		[1, 2, 3].map(sequence => [sequence, "NAINVINAJNGINUHC", true, "cim/1/three/result"]),
	);
	assert.match(run.errors(), "3 of 3 frames published and acknowledged, 3 all right");
	for (const frame of frames) assert.is(frame.margins.length, 16);
});

test("the first Ctrl-C ends cleanly: status stopped, not the last will, and exit code 0", async () => {
	const run = start("--quiet", "--interval", "100", "--broker", broker.url, "--device", "interrupted");
	await next(({ topic }) => topic === "cim/1/interrupted/result");
	run.process.kill("SIGINT");
	assert.is(await run.exitCode, 0, run.errors());
	const words = received
		.filter(({ topic }) => topic === "cim/1/interrupted/status")
		.map(({ payload }) => Buffer.from(payload).toString());
	assert.equal(words, ["online", "stopped"]);
	assert.match(run.output(), /^\d+ frames?, \d+ published and acknowledged, \d+ all right; first after \d+\.\d s\n$/);
});

test("--frames that were not all acknowledged: exit code 1", async () => {
	const run = start("--frames", "100000", "--quiet", "--interval", "100", "--broker", broker.url, "--device", "early");
	await next(({ topic }) => topic === "cim/1/early/result");
	run.process.kill("SIGTERM");
	assert.is(await run.exitCode, 1);
	assert.match(run.output(), /^\d+ of 100 000 frames published and acknowledged/);
});

test("a taken port: the next free one, and it says so", async () => {
	const run = start("--frames", "1", "--interval", "100", "--port", String(broker.port));
	assert.is(await run.exitCode, 0, run.errors());
	assert.match(run.output(), new RegExp(`^port ${broker.port} is taken: the broker listens on \\d+ instead\n`));
	assert.match(run.output(), "frame 1: NAIN VINA JNGI NUHC, 16 of 16 right");
});

test("a bad wire to the chip changes no verdict, and is counted", async () => {
	const run = start("--bit-errors", "3e-4", "--frames", "5", "--interval", "100", "--broker", broker.url);
	assert.is(await run.exitCode, 0, run.errors());
	const [, damaged] = /5 all right; (\d+) damaged SPI transactions/.exec(run.output()) ?? [];
	assert.ok(Number(damaged) > 0, run.output());
});

test("a text beyond the paper's letters takes the chip with 26 classes", async () => {
	const text = "the quick brown fox";
	const run = start("--text", text, "--frames", "1", "--json", "--interval", "100", "--broker", broker.url);
	assert.is(await run.exitCode, 0, run.errors());
	assert.is(JSON.parse(run.output()).text, "THEQUICKBROWNFOX");
});

test.run();
