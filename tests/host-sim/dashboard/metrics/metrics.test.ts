import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeBirth } from "../../../../firmware/messaging/birth-message";
import { CborWriter } from "../../../../firmware/messaging/cbor-writer";
import { encodeResult } from "../../../../firmware/messaging/result-message";
import { encodeSenml } from "../../../../firmware/messaging/senml";
import { HeardMetrics, OwnMetrics } from "../../../../host-sim/dashboard/metrics/device-metrics";
import {
	Counter,
	Gauge,
	HistogramMetric,
	Info,
	openMetrics,
} from "../../../../host-sim/dashboard/metrics/open-metrics";
import { Observers } from "../../../../host-sim/dashboard/observers";
import { parseOpenMetrics } from "../../../support/parse-open-metrics";
import { sampleBirth, sampleResult } from "../../../support/sample-messages";
import { virtualDevice } from "../../../support/virtual-device";

const sum = (text: string, family: string): number =>
	parseOpenMetrics(text)
		.get(family)!
		.samples.reduce((total, { value }) => total + value, 0);

test("labels and help of any text come back as they were", () => {
	const gauge = new Gauge({ name: "cim_test", help: 'back\\slash "quoted"\nline' });
	gauge.set({ device: 'a"b\\c\nd{}=,' }, 1.5e-7);
	gauge.set({ device: "\u0000\ud800" }, Number.NEGATIVE_INFINITY);
	const family = parseOpenMetrics(openMetrics([gauge])).get("cim_test")!;
	assert.is(family.help, 'back\\slash "quoted"\nline');
	assert.is(family.samples[0].labels.get("device"), 'a"b\\c\nd{}=,');
	assert.is(family.samples[0].value, 1.5e-7);
	assert.is(family.samples[1].labels.get("device"), "\ufffd\ufffd");
	assert.is(openMetrics([]), "# EOF\n");
});

test("counters only grow, histograms are cumulative, a family without series is left out", () => {
	const counter = new Counter({ name: "cim_bytes", unit: "bytes", help: "x" });
	for (const amount of [1, 2, -5, Number.NaN, Number.POSITIVE_INFINITY]) counter.add({}, amount);
	const histogram = new HistogramMetric({ name: "cim_seconds", unit: "seconds", help: "x" }, [0.1, 1, 10]);
	for (const value of [0.05, 0.5, 0.5, 100]) histogram.observe({ stage: "a" }, value);
	const text = openMetrics([counter, histogram, new Info({ name: "cim_none", help: "x" })]);
	const families = parseOpenMetrics(text);
	assert.is(families.get("cim_bytes")!.samples[0].value, 3);
	assert.equal(
		families.get("cim_seconds")!.samples.map(({ labels, value }) => [labels.get("le"), value]),
		[
			["0.1", 1],
			["1.0", 3],
			["10.0", 3],
			["+Inf", 4],
			[undefined, 4],
			[undefined, 101.05],
		],
	);
	assert.not.ok(families.has("cim_none"));
	assert.throws(() => new Gauge({ name: "cim_x", unit: "seconds", help: "" }), RangeError);
	assert.throws(() => new Counter({ name: "cim_x_total", help: "" }), RangeError);
});

test("a device's frames, bytes, stages, margins and verdicts are counted", () => {
	const observers = new Observers();
	const source = { expected: () => "NAINVINAJNGINUHX" };
	const own = new OwnMetrics({ options: { device: "desk-1" }, observers, source } as never);
	const { runtime, time, broker, reports } = virtualDevice({ observer: observers });
	runtime.start();
	time.advanceUntil(() => broker.payloads("/result").length >= 3);
	time.advance(50);
	const text = openMetrics(own.all);
	assert.is(sum(text, "cim_frames"), reports.length);
	assert.is(sum(text, "cim_results_acknowledged"), reports.length);
	assert.is(
		sum(text, "cim_spi_bytes"),
		reports.reduce((total, { wireBytes }) => total + wireBytes, 0),
	);
	assert.is(sum(text, "cim_margin"), Math.min(...reports[reports.length - 1].margins));
	assert.is(sum(text, "cim_online"), 1);
	assert.equal(
		parseOpenMetrics(text)
			.get("cim_verdicts")!
			.samples.map(({ labels, value }) => [labels.get("outcome"), value]),
		[
			["right", 15 * reports.length],
			["wrong", reports.length],
		],
	);
	const stages = parseOpenMetrics(text).get("cim_stage_seconds")!.samples;
	assert.equal(
		[...new Set(stages.map(({ labels }) => labels.get("stage")))],
		["capture", "sensing", "accelerator", "decide", "publish"],
	);
});

test("what is heard of devices is told apart by device; what cannot be read is counted, never thrown", () => {
	const heard = new HeardMetrics({ url: "mqtt://127.0.0.1:1" });
	const take = (topic: string, payload: Uint8Array | string) =>
		heard.take({ topic, payload: Buffer.from(payload), retained: false });
	const result = encodeResult(sampleResult(), new CborWriter(1024)).slice();
	take("cim/1/desk-1/status", "online");
	take("cim/1/desk-2/status", "offline");
	take("cim/1/desk-1/birth", encodeBirth(sampleBirth(), new CborWriter(1024)));
	take("cim/1/desk-1/birth", encodeBirth({ ...sampleBirth(), model: 'odd "name"\n' }, new CborWriter(1024)));
	take("cim/1/desk-1/result", result);
	take("cim/1/desk-2/result", result);
	take("cim/1/desk-2/result", "junk");
	take(
		"cim/1/desk-2/metrics",
		encodeSenml("cim/1/desk-2/", undefined, [
			["uptime", "s", 12],
			["pending", "", 3],
		]),
	);
	take("cim/1/desk-2/metrics", "junk");
	take("cim/1/<b>/status", "online");
	take("cim/1/all/cmd/ping", "x");
	const families = parseOpenMetrics(openMetrics(heard.all));
	const of = (name: string, device: string) =>
		families.get(name)!.samples.filter(({ labels }) => labels.get("device") === device);
	assert.equal([of("cim_device_up", "desk-1")[0].value, of("cim_device_up", "desk-2")[0].value], [1, 0]);
	assert.is(of("cim_device", "desk-1").length, 1);
	assert.is(of("cim_device", "desk-1")[0].labels.get("model"), 'odd "name"\n');
	assert.is(of("cim_device_unreadable_messages", "desk-2")[0].value, 2);
	const [uptime, pending] = of("cim_device_measurement", "desk-2");
	assert.equal([uptime.labels.get("unit"), uptime.value, pending.value], ["s", 12, 3]);
	assert.is(of("cim_device_margin", "desk-1")[0].value, Math.min(...sampleResult().margins));
	for (let n = 0; n < 1010; n++) take(`cim/1/d-${n}/status`, "online");
	assert.ok(parseOpenMetrics(openMetrics(heard.all)).get("cim_device_up")!.samples.length <= 1000);
});

test("docs/metrics.md names every family with its type, and no other", () => {
	const page = readFileSync(new URL("../../../../docs/metrics.md", import.meta.url), "utf8");
	const told = [...page.matchAll(/^\| `(cim_\w+)` \| ([a-z]+)/gm)].map(([, name, type]) => `${name} ${type}`);
	const own = new OwnMetrics({
		...{ options: { device: "d" }, observers: new Observers(), source: { expected: () => undefined } },
	} as never);
	const all = [...own.all, ...new HeardMetrics({ url: "mqtt://127.0.0.1:1" }).all] as unknown as Metric[];
	assert.equal(told.sort(), all.map(({ family, type }) => `${family.name} ${type}`).sort());
});

interface Metric {
	family: { name: string };
	type: string;
}

test.run();
