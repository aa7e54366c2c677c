// What our device needs of a broker, one case each; `traits` says what is different where.
import * as assert from "uvu/assert";
import { CborWriter } from "../../firmware/messaging/cbor-writer";
import { decodeResult, encodeResult } from "../../firmware/messaging/result-message";
import { deviceTopics } from "../../firmware/messaging/topics";
import type { LocalBroker } from "../../host-sim/brokers/local-broker";
import { Caller } from "../../host-sim/caller";
import { createDevice, outfitFor } from "../../host-sim/device";
import { PacedTime } from "../../host-sim/node/paced-time";
import { nodeResolver } from "../../host-sim/node/resolver";
import { NodeTCP } from "../../host-sim/node/tcp";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { checkMessage } from "../support/message-check";
import { within } from "../support/real-time";
import { sampleResult } from "../support/sample-messages";
import { breakable, eventually, granted, makeSession, online, text, Watcher } from "./parties";
import type { Traits } from "./traits";

export interface BrokerCase {
	name: string;
	/** The broker must be one that is killed and restarted here. */
	kills?: true;
	run(broker: LocalBroker, traits: Traits): Promise<void>;
}

const close = (session: { close(done: () => void): void }) =>
	within<void>(8, "close", resolve => session.close(resolve));

export const cases: BrokerCase[] = [
	{
		name: "each QoS is granted as far as the broker has it",
		async run({ port }, { grants }) {
			assert.equal(await granted(port, "cim/1/grants/cmd/", [0, 1, 2]), grants);
		},
	},
	{
		name: "a message of each QoS arrives, or is given up with a word",
		async run({ port }, { delivers }) {
			const watcher = await Watcher.start(port, ["cim/1/qos/result"], {}, 2);
			const session = await online(port, "qos", { limits: { rejections: 2 } });
			const outcomes: (number | "refused")[] = [];
			for (const qos of [0, 1, 2] as const) {
				const code = await within<string | undefined>(15, `QoS ${qos}`, resolve =>
					session.publish("cim/1/qos/result", text(`q${qos}`), { qos, retain: false }, error => resolve(error?.code)),
				);
				if (code === "mqtt-rejected") outcomes.push("refused");
				else {
					assert.is(code, undefined);
					await watcher.until(`q${qos}`, () => watcher.texts("cim/1/qos/result").includes(`q${qos}`));
					outcomes.push(watcher.received.find(({ payload }) => payload.toString() === `q${qos}`)!.qos);
				}
			}
			assert.equal(outcomes, delivers);
			// A message that is refused takes nothing else with it.
			await within<void>(15, "one more", resolve =>
				session.publish("cim/1/qos/result", text("more"), { qos: 1, retain: false }, error => {
					assert.is(error, undefined);
					resolve();
				}),
			);
			await close(session);
		},
	},
	{
		name: "100 results arrive in order, and a device that stops says so",
		async run({ port }) {
			const { result, status } = deviceTopics("many");
			const watcher = await Watcher.start(port, [result, status]);
			const session = makeSession(port, "many");
			session.open();
			const writer = new CborWriter(512);
			await within<void>(20, "100 acknowledgements", (resolve, reject) => {
				let left = 100;
				for (let sequence = 1; sequence <= 100; sequence++) {
					const message = encodeResult({ ...sampleResult(), sequence }, writer);
					session.publish(result, message, { qos: 1, retain: false }, error =>
						error ? reject(error) : --left || resolve(),
					);
				}
			});
			await close(session);
			await watcher.until("stopped", () => watcher.texts(status).includes("stopped"));
			await watcher.until("100 results", () => watcher.received.filter(({ topic }) => topic === result).length === 100);
			assert.equal(watcher.texts(status), ["online", "stopped"], "the will was not published");
			const results = watcher.received.filter(({ topic }) => topic === result);
			assert.equal(
				results.map(({ payload }) => decodeResult(payload).sequence),
				Array.from({ length: 100 }, (_, i) => i + 1),
			);
			const { connections, acknowledged, resent, dropped } = session.statistics;
			assert.equal([connections, acknowledged, resent, dropped], [1, 102, 0, 0]);
		},
	},
	{
		name: "a retained message is there for who comes later, until it is cleared",
		async run({ port }, { retainedByWildcard }) {
			const session = await online(port, "kept");
			const publish = (payload: string) =>
				within<void>(10, "acknowledged", resolve =>
					session.publish("cim/1/kept/birth", text(payload), { qos: 1, retain: true }, () => resolve()),
				);
			await publish("one");
			const exact = await Watcher.start(port, ["cim/1/kept/birth"]);
			await exact.until("birth", () => exact.received.length > 0);
			assert.equal([exact.received[0].payload.toString(), exact.received[0].retain], ["one", true]);
			const wild = await Watcher.start(port, ["cim/1/+/birth", "cim/1/kept/end"]);
			await exact.client.publishAsync("cim/1/kept/end", "end", { qos: 1 });
			await wild.until("end", () => wild.texts("cim/1/kept/end").length > 0);
			assert.is(wild.texts("cim/1/kept/birth").includes("one"), retainedByWildcard);
			await publish("");
			const late = await Watcher.start(port, ["cim/1/kept/birth", "cim/1/kept/end"]);
			await exact.client.publishAsync("cim/1/kept/end", "end", { qos: 1 });
			await late.until("end", () => late.texts("cim/1/kept/end").length > 0);
			assert.equal(late.texts("cim/1/kept/birth"), []);
			await close(session);
		},
	},
	{
		name: "a device that goes without a word leaves the will, retained",
		async run({ port }) {
			const { status } = deviceTopics("willed");
			const watcher = await Watcher.start(port, [status]);
			const socket = breakable();
			const session = await online(port, "willed", { io: socket.io, limits: { backoffBase: 30_000 } });
			await watcher.until("online", () => watcher.texts(status).includes("online"));
			socket.break();
			await watcher.until("offline", () => watcher.texts(status).includes("offline"));
			assert.equal(watcher.texts(status), ["online", "offline"]);
			const late = await Watcher.start(port, [status]);
			await late.until("offline", () => late.received.length > 0);
			assert.equal([late.received[0].payload.toString(), late.received[0].retain], ["offline", true]);
			await close(session);
		},
	},
	{
		name: "a session that comes back is the same one, and what came meanwhile is in it",
		async run({ port }) {
			const present: boolean[] = [];
			const got: string[] = [];
			let look = () => {};
			const socket = breakable();
			const session = await online(port, "back", {
				io: socket.io,
				limits: { backoffBase: 600, backoffLimit: 600 },
				onOnline: sessionPresent => {
					present.push(sessionPresent);
					look();
				},
				onMessage: (_topic, payload, retain) => {
					got.push(`'${Buffer.from(payload).toString().slice(0, 9)}'${payload.length}${retain ? " retained" : ""}`);
					look();
				},
			});
			await within<void>(10, "subscription", (resolve, reject) =>
				session.subscribe("cim/1/back/cmd/+", 1, error => (error ? reject(error) : resolve())),
			);
			const other = await Watcher.start(port, ["cim/1/back/status"]);
			socket.break();
			await other.until("offline", () => other.texts("cim/1/back/status").includes("offline"));
			await other.client.publishAsync("cim/1/back/cmd/a", "meanwhile", { qos: 1 });
			await within<void>(15, "command", resolve => {
				look = () => got.length > 0 && present.length === 2 && resolve();
				look();
			});
			assert.equal(present, [false, true]);
			assert.equal(got, ["'meanwhile'9"]);
			await within<void>(10, "more commands", resolve => {
				look = () => got.length === 4 && resolve();
				other.client.publish("cim/1/back/cmd/a", "", { qos: 1 });
				other.client.publish("cim/1/back/cmd/a", "x".repeat(20_000), { qos: 1 });
				other.client.publish("cim/1/back/cmd/a", "!", { qos: 1 });
			});
			assert.equal(got.slice(1), ["''0", "'xxxxxxxxx'20000", "'!'1"], "an empty one and a large one");
			await close(session);
		},
	},
	{
		name: "a client of the same name takes over: the session comes back with its back-off",
		async run({ port }) {
			const reasons: string[] = [];
			let isBack = () => {};
			const session = await online(port, "taken", {
				onOffline: reason => reasons.push(reason.code),
				onOnline: () => isBack(),
			});
			const back = within<void>(10, "online again", resolve => (isBack = resolve));
			await Watcher.start(port, ["cim/1/taken/x"], { clientId: "taken", reconnectPeriod: 0 });
			await back;
			assert.ok(reasons.length > 0 && reasons.every(reason => reason === "mqtt-connection"), `${reasons}`);
			await close(session);
		},
	},
	{
		name: "members of a shared subscription",
		async run({ port }, { shared }) {
			const filter = "$share/g/cim/1/shared/result";
			if (shared === "refused") {
				const session = makeSession(port, "shared");
				const error = await within<unknown>(10, "answer", resolve => {
					session.subscribe(filter, 1, resolve);
					session.open();
				});
				assert.is((error as { code?: string } | undefined)?.code, "mqtt-refused");
				await close(session);
				return;
			}
			const members = [await Watcher.start(port, [filter]), await Watcher.start(port, [filter])];
			const all = await Watcher.start(port, ["cim/1/shared/result"]);
			for (let i = 0; i < 20; i++) await all.client.publishAsync("cim/1/shared/result", String(i), { qos: 1 });
			await all.until("20", () => all.received.length === 20);
			const counts = () => members.map(({ received }) => received.length);
			if (shared === "silent") assert.equal(counts(), [0, 0]);
			else {
				await eventually("20 shared", () => counts()[0] + counts()[1] === 20);
				assert.ok(
					counts().every(count => count > 0),
					`${counts()}`,
				);
			}
		},
	},
	{
		name: "our device: birth, results, a command and its answer, status",
		async run({ port }) {
			const names = deviceTopics("device");
			const watcher = await Watcher.start(port, [`${names.base}#`]);
			const time = new PacedTime();
			const { runtime } = createDevice({
				...{ device: "device", seed: 1, outfit: outfitFor("NAINVINAJNGINUHC"), host: "127.0.0.1", port, interval: 50 },
				...{ time, TCP: NodeTCP, resolver: nodeResolver, source: new SceneSource({ seed: 1 }) },
				settings: { homeAssistant: "homeassistant" },
			});
			runtime.start();
			await watcher.until(
				"two results",
				() => watcher.received.filter(({ topic }) => topic === names.result).length > 1,
			);
			const caller = await Caller.connect(`mqtt://127.0.0.1:${port}`, {});
			const answers: string[] = [];
			await caller.call({
				...{ device: "device", name: "ping", values: {}, timeout: 5000, lifetime: 10_000 },
				onAnswer: (from, { code, boot }) => answers.push(`${from} '${code}' ${boot > 0}`),
			});
			await caller.close();
			assert.equal(answers, ["device '' true"]);
			await within<void>(8, "stop", resolve => runtime.stop(resolve));
			time.stop();
			await watcher.until("stopped", () => watcher.texts(names.status).includes("stopped"));
			assert.equal(watcher.texts(names.status), ["online", "stopped"]);
			const sorts = new Set(watcher.received.map(({ topic, payload }) => checkMessage(topic, payload)));
			for (const sort of ["status", "birth", "result", "answer", "mirror", "command"]) assert.ok(sorts.has(sort), sort);
			const verdict = watcher.received.filter(({ topic }) => topic === names.result)[1];
			assert.is(decodeResult(verdict.payload).text, "NAINVINAJNGINUHC");
		},
	},
	{
		name: "killed in the middle of 150 results and started again: every one is acknowledged, and the status is right",
		kills: true,
		async run(broker, { afterKill }) {
			const { result, status } = deviceTopics("killed");
			const { port } = broker;
			const present: boolean[] = [];
			const session = makeSession(port, "killed", { onOnline: sessionPresent => present.push(sessionPresent) });
			await within<void>(15, "subscription", (resolve, reject) => {
				session.subscribe("cim/1/killed/cmd/+", 1, error => (error ? reject(error) : resolve()));
				session.open();
			});
			const outcomes: (string | undefined)[] = [];
			let finish = () => {};
			const publish = (i: number) =>
				session.publish(result, text(String(i)), { qos: 1, retain: false }, error => {
					outcomes.push(error?.code);
					if (outcomes.length === 150) finish();
				});
			const first = await Watcher.start(port, [result], { reconnectPeriod: 0 });
			await first.client.publishAsync("cim/1/killed/birth", "before", { qos: 1, retain: true });
			for (let i = 0; i < 75; i++) publish(i);
			await first.until("some results", () => first.texts(result).length >= 25);
			await broker.kill();
			for (let i = 75; i < 150; i++) publish(i);
			await broker.restart();
			await within<void>(20, "150 acknowledgements", resolve => {
				finish = resolve;
				if (outcomes.length === 150) resolve();
			});
			assert.equal(outcomes, new Array(150).fill(undefined), "each was acknowledged once");
			assert.is(session.statistics.dropped, 0);
			assert.equal(present, [false, afterKill!.session]);
			const second = await Watcher.start(port, [status, "cim/1/killed/birth"]);
			await second.until("status", () => second.texts(status).length > 0);
			assert.equal(second.texts(status), ["online"], "retained again on the new broker");
			assert.is(second.texts("cim/1/killed/birth").length === 1, afterKill!.retained);
			await close(session);
			await second.until("stopped", () => second.texts(status).length === 2);
			assert.equal(second.texts(status), ["online", "stopped"]);
		},
	},
];
