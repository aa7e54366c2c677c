import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { actions } from "../../../firmware/commands/actions";
import { encodeCommand } from "../../../firmware/commands/command-message";
import type { Fields } from "../../../firmware/commands/fields";
import { CimError } from "../../../firmware/errors";
import { decodeCbor } from "../../../firmware/messaging/cbor-value";
import { encodeValue } from "../../support/cbor-encode";
import { answerTo, CommandBench, memoryStore, nextId, send } from "../../support/command-bench";
import { schema } from "../../support/message-check";
import { sampleResult } from "../../support/sample-messages";

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
const PNG_SIZES = [
	[160, 120],
	[97, 31],
	[640, 481],
] as const;

test("ping and info", () => {
	const bench = new CommandBench();
	const ping = send(bench, "ping");
	assert.is(ping.code, "");
	assert.ok((ping.result!.uptime as number) > 0);
	const { code, result, boot } = send(bench, "info");
	assert.is(code, "");
	assert.is(boot, result!.boot);
	assert.match(result!.missing as string, "camera: no camera answered");
	assert.equal([result!.simulated, result!.rate, result!.log], [true, 0, "none"]);
});

for (const [width, height] of PNG_SIZES)
	test(`snapshot: a frame of ${width} x ${height} as an image that others can read`, () => {
		const gray = Uint8Array.from({ length: width * height }, (_, i) => (i % width) + Math.floor(i / width));
		const bench = new CommandBench({ control: { look: onFrame => onFrame(gray, width, height) } });
		const { code, result } = send(bench, "snapshot");
		assert.is(code, "");
		const [payload] = bench.broker.payloads("/frame");
		assert.is(payload.length, result!.bytes);
		assert.ok(payload.length < 16_000);
		const image = PNG.sync.read(Buffer.from(payload));
		assert.equal([image.width, image.height], [result!.width, result!.height]);
		const step = Math.ceil(width / 160);
		assert.is(image.width, Math.floor(width / step));
		for (let y = 0; y < image.height; y++)
			for (let x = 0; x < image.width; x++)
				assert.is(image.data[4 * (y * image.width + x)] >> 4, gray[(y * width + x) * step] >> 4);
	});

test("snapshot without a camera is answered too, and a frame that comes late does no harm", () => {
	let late: ((gray: Uint8Array, width: number, height: number) => void) | undefined;
	const bench = new CommandBench({ control: { look: onFrame => (late = onFrame) } });
	assert.is(send(bench, "snapshot").code, "no-camera");
	late!(new Uint8Array(4), 2, 2);
	bench.time.advance(100);
	assert.equal(bench.broker.payloads("/frame"), []);
});

test("classify and what it fails with are answered", () => {
	const seen: Uint8Array[] = [];
	const bench = new CommandBench({
		control: {
			classify(pictures, done) {
				seen.push(pictures);
				if (seen.length === 2) throw new CimError("busy", "at work");
				const verdict = { text: "AB", margins: Uint8Array.of(1, 2), scores: Int8Array.of(-1, 2) };
				done(seen.length === 3 ? new CimError("crc", "the wire") : undefined, verdict);
			},
		},
	});
	const pictures = Uint8Array.of(255, 0, 7);
	const { result } = send(bench, "classify", { pictures });
	assert.equal({ ...result }, { text: "AB", margins: Uint8Array.of(1, 2), scores: Uint8Array.of(255, 2) });
	assert.equal(seen[0], pictures);
	assert.is(send(bench, "classify", { pictures }).code, "busy");
	assert.is(send(bench, "classify", { pictures }).code, "crc");
	assert.is(send(bench, "classify").code, "pictures");
});

test("settings take effect, are reported and outlast a restart", () => {
	const store = memoryStore();
	const bench = new CommandBench({ store });
	assert.is(send(bench, "set", { rate: 2000, threshold: 255 }).code, "");
	assert.equal(bench.tunings.at(-1), { rate: 2000, threshold: 255 });
	assert.is(send(bench, "rate", { milliseconds: 250 }).code, "");
	assert.is(send(bench, "threshold", { codes: -1 }).code, "");
	assert.is(send(bench, "log-level", { level: "warning" }).result!.log, "warning");
	assert.equal(bench.tunings.at(-1), { rate: 250, threshold: undefined });
	const reported = decodeCbor(bench.broker.payloads("/config/reported").at(-1)!) as Map<string, unknown>;
	assert.equal([reported.get("rate"), reported.get("threshold"), reported.get("log")], [250, -1, "warning"]);
	const again = new CommandBench({ store });
	assert.equal(again.tunings, [{ rate: 250, threshold: undefined }], "at once, without a command");
	assert.is(send(again, "info").result!.log, "warning");
});

test("a setting that cannot be changes nothing and is answered with the reason", () => {
	const bench = new CommandBench();
	const wrong: Fields[] = [
		{ rate: -1 },
		{ rate: "fast" },
		{ colour: 1 },
		{ log: "loud" },
		{ threshold: 1.5 },
		{ rate: 1, log: 3 },
	];
	for (const values of wrong) {
		const answer = send(bench, "set", values);
		assert.is(answer.code, "setting", JSON.stringify(values));
		assert.match(answer.message!, /setting (rate|colour|log|threshold)/);
	}
	assert.is(send(bench, "rate").code, "setting");
	assert.equal(bench.tunings, []);
});

test("what is desired is taken once, and what was taken is reported", () => {
	const bench = new CommandBench();
	const desired = encodeValue(
		new Map<string, number>([
			["rate", 1500],
			["version", 4],
		]),
	);
	assert.is(schema.check("desired", decodeCbor(desired)), undefined);
	bench.broker.deliver("cim/1/test-1/config/desired", desired, { retain: true });
	bench.time.advance(100);
	send(bench, "rate", { milliseconds: 700 });
	bench.broker.deliver("cim/1/test-1/config/desired", desired, { retain: true });
	bench.time.advance(100);
	assert.equal(
		bench.tunings.map(({ rate }) => rate),
		[1500, 700],
		"the same version comes on every connection",
	);
	const reported = bench.broker
		.payloads("/config/reported")
		.map(payload => decodeCbor(payload) as Map<string, unknown>);
	assert.equal(
		reported.map(map => [map.get("rate"), map.get("version")]),
		[
			[1500, 4],
			[700, 4],
			[700, 4],
		],
	);
	bench.broker.deliver("cim/1/test-1/config/desired", text("rubbish"), { retain: true });
	bench.broker.deliver("cim/1/test-1/config/desired", text(""), { retain: true });
	bench.time.advance(100);
	assert.is(send(bench, "ping").code, "");
	assert.is(bench.faults.length, 1);
});

test("metrics come as SenML when they are wanted", () => {
	const bench = new CommandBench();
	send(bench, "set", { metrics: 10 });
	bench.time.advance(35_000);
	const packs = bench.broker.payloads("/metrics");
	assert.is(packs.length, 3);
	const [first] = decodeCbor(packs[0]) as Map<number, unknown>[];
	assert.equal([first.get(-2), first.get(0), first.get(1)], ["cim/1/test-1/", "uptime", "s"]);
	send(bench, "set", { metrics: 0 });
	bench.time.advance(60_000);
	assert.is(bench.broker.payloads("/metrics").length, 3);
});

test("outbox statistics", () => {
	const { result } = send(new CommandBench(), "outbox");
	assert.ok((result!.acknowledged as number) >= 2);
	assert.equal([result!.kept, result!.parked, result!.gaps], [0, 0, 0]);
});

test("reboot: answered first, done once, and not again when it comes again after the restart", () => {
	const store = memoryStore();
	let restarts = 0;
	const restart = () => restarts++;
	const bench = new CommandBench({ store, restart });
	const id = nextId();
	assert.is(send(bench, "reboot", {}, { id }).code, "");
	assert.is(restarts, 0);
	bench.time.advance(5000);
	assert.is(restarts, 1);
	const again = new CommandBench({ store, restart });
	assert.is(send(again, "reboot", {}, { id }).code, "");
	again.time.advance(60_000);
	assert.is(restarts, 1);
	assert.is(send(new CommandBench(), "reboot").code, "not-possible");
});

test("a command is done once, however often it comes, and answered each time", () => {
	const bench = new CommandBench();
	const command = encodeCommand({ id: "same", values: { metrics: 77 } });
	for (let i = 0; i < 3; i++) {
		bench.broker.deliver("cim/1/test-1/cmd/set", command);
		bench.time.advance(50);
	}
	const answers = bench.broker.payloads("/ack/set");
	assert.is(answers.length, 3);
	assert.equal(answers[0], answers[2]);
	assert.is(bench.broker.payloads("/config/reported").length, 1);
});

test("a command that comes again while it is under way is answered once, when it is done", () => {
	let done: ((error: CimError | undefined) => void) | undefined;
	let begun = 0;
	const bench = new CommandBench({
		control: {
			reopen(callback) {
				begun++;
				done = callback;
			},
		},
	});
	const command = encodeCommand({ id: "slow", values: {} });
	for (let i = 0; i < 3; i++) bench.broker.deliver("cim/1/test-1/cmd/calibrate", command);
	bench.time.advance(1000);
	assert.is(begun, 1);
	assert.equal(bench.broker.payloads("/ack/calibrate"), []);
	done!(undefined);
	done!(undefined);
	assert.is(answerTo(bench, "calibrate", "slow").code, "");
	assert.is(bench.broker.payloads("/ack/calibrate").length, 1);
});

test("more commands at once than it can hold are told so", () => {
	const bench = new CommandBench();
	for (let i = 0; i < 6; i++)
		bench.broker.deliver("cim/1/test-1/cmd/calibrate", encodeCommand({ id: `many${i}`, values: {} }));
	assert.is(answerTo(bench, "calibrate", "many5").code, "busy");
	assert.is(bench.broker.payloads("/ack/calibrate").length, 2);
});

test("commands that are retained, empty or expired are not done; those that cannot be read are answered", () => {
	let now = 1_700_000_000_000;
	const bench = new CommandBench({ timeOfDay: () => now });
	const set = encodeCommand({ id: nextId(), values: { rate: 5000 } });
	bench.broker.deliver("cim/1/test-1/cmd/set", set, { retain: true });
	bench.broker.deliver("cim/1/test-1/cmd/set", text(""));
	bench.time.advance(1000);
	assert.equal(bench.broker.payloads("/ack/set"), []);
	assert.is(send(bench, "set", { rate: 5000 }, { expires: now - 1 }).code, "expired");
	assert.is(send(bench, "set", { rate: 10 }, { expires: now + 1000 }).code, "");
	now += 1000;
	bench.broker.deliver("cim/1/test-1/cmd/set", text("rubbish"));
	assert.match(answerTo(bench, "set", "").code, /^(cbor|message)/);
	const unknown = send(bench, "explode");
	assert.is(unknown.code, "unknown-command");
	for (const name of Object.keys(actions)) assert.match(unknown.message!, name);
	assert.is(send(bench, "toString").code, "unknown-command");
	assert.equal(
		bench.tunings.map(({ rate }) => rate),
		[10],
	);
});

test("with no clock set, a command that expires and may have waited at the broker is not done", () => {
	const bench = new CommandBench({ sessionPresent: true });
	const expires = 1_700_000_000_000;
	assert.is(send(bench, "set", { rate: 1 }, { expires }).code, "expired");
	assert.is(send(bench, "ping").code, "", "one that does not expire is done");
	bench.time.advance(5000);
	assert.is(send(bench, "set", { rate: 1 }, { expires }).code, "");
});

test("a broadcast is answered by each device at a time of its own", () => {
	const times = [1, 2, 3].map(seed => {
		const bench = new CommandBench({ seed });
		const before = bench.time.milliseconds;
		bench.broker.deliver("cim/1/all/cmd/ping", encodeCommand({ id: "all", values: {} }));
		assert.is(answerTo(bench, "ping", "all").code, "");
		return bench.time.milliseconds - before;
	});
	assert.is(new Set(times).size, 3, times.join(" "));
	assert.ok(times.every(time => time < 2100));
});

test("log lines are published from the level that is wanted on, and not without end", () => {
	const bench = new CommandBench();
	const lines = () => bench.broker.published.filter(({ topic }) => topic === "cim/1/test-1/log/warning");
	bench.messenger.log("warning", "unheard");
	send(bench, "log-level", { level: "warning" });
	bench.messenger.log("info", "not wanted");
	for (let i = 0; i < 100; i++) bench.messenger.log("warning", `line ${i} ${"é".repeat(200)}`);
	bench.time.advance(1000);
	assert.is(lines().length, 20);
	assert.ok(lines()[0].payload.length <= 240);
	bench.time.advance(60_000);
	bench.messenger.log("warning", "a minute later");
	bench.time.advance(100);
	assert.is(Buffer.from(lines()[20].payload).toString(), "a minute later");
});

test("Home Assistant is told of the device, again when it starts, and of results that say something new", () => {
	const bench = new CommandBench({ homeAssistant: "homeassistant" });
	const discoveries = () =>
		bench.broker.published.filter(({ topic }) => topic === "homeassistant/device/cim-test-1/config");
	assert.is(discoveries().length, 1);
	assert.ok(discoveries()[0].retain);
	const config = JSON.parse(Buffer.from(discoveries()[0].payload).toString());
	assert.equal([config.dev.ids, config.o.name, config.cmps.frame.p], [["cim-test-1"], "cim-edge", "image"]);
	assert.is(config.availability_topic, "cim/1/test-1/status");
	for (const component of Object.values<{ p: string; unique_id: string }>(config.cmps))
		assert.ok(component.p && component.unique_id);
	const result = sampleResult();
	for (const [sequence, word] of [
		[1, result.text],
		[2, result.text],
		[3, `X${result.text.slice(1)}`],
	] as const)
		bench.messenger.publishResult({ ...result, sequence, text: word });
	bench.time.advance(100);
	const mirrors = bench.broker.payloads("/mirror").map(payload => JSON.parse(Buffer.from(payload).toString()));
	assert.equal(
		mirrors.map(({ sequence, text: word, margin, snr }) => [sequence, word, margin, snr]),
		[
			[1, result.text, 20, 31.2],
			[3, `X${result.text.slice(1)}`, 20, 31.2],
		],
	);
	bench.broker.deliver("homeassistant/status", text("offline"));
	bench.broker.deliver("homeassistant/status", text("online"));
	bench.time.advance(10_000);
	assert.is(discoveries().length, 2);
});

test.run();
