// The producers of Chip, Truth and Wire around a device in virtual time, and a page that is only its bytes.
import { Decoder, Encoder } from "cbor-x";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { produceChip } from "../../../host-sim/dashboard/chip";
import { Hub } from "../../../host-sim/dashboard/hub";
import { PageLog } from "../../../host-sim/dashboard/page-log";
import type { Action, Fact, FactKind, FactOf } from "../../../host-sim/dashboard/protocol";
import { Rig } from "../../../host-sim/dashboard/rig";
import { produceTruth } from "../../../host-sim/dashboard/truth";
import { produceTransactions } from "../../../host-sim/dashboard/wire";
import { outfitFor } from "../../../host-sim/device";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import { SceneSource } from "../../../host-sim/scene/scene-source";
import { VirtualBroker } from "../../support/virtual-broker";

const TEXT = "NAINVINAJNGINUHC";
const decoder = new Decoder({ useRecords: false, mapsAsObjects: true });
const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });

function bench(engine: "node" | "xs" = "node") {
	const time = new VirtualTime();
	const broker = new VirtualBroker(time);
	const source = new SceneSource({ text: TEXT, seed: 1 });
	const outfit = outfitFor(TEXT);
	const rig = new Rig({
		...{ device: "desk-1", engine, seed: 1, outfit, time, interval: 500, events: false, bitErrorRate: 0 },
		shown: { source, expected: () => TEXT },
	});
	const hub = new Hub();
	const clock = () => time.milliseconds;
	produceChip(hub, rig, new PageLog(hub), clock);
	produceTruth(hub, rig, clock);
	produceTransactions(hub, rig, clock);
	const heard: Fact[] = [];
	const page = { backlog: 0, send: (bytes: Uint8Array) => void heard.push(decoder.decode(bytes) as Fact) };
	if (engine === "node")
		rig
			.fit({
				...{ device: "desk-1", seed: 1, outfit, source: rig.source, host: "broker", port: 1883, interval: 500, time },
				...{ TCP: broker.TCP, resolver: broker.resolver, observer: rig.observers },
				wrapBoard: board => rig.wrapBoard(board),
			})
			.start();
	const last = <K extends FactKind>(kind: K) => heard.findLast(fact => fact.kind === kind) as FactOf<K> | undefined;
	return {
		rig,
		hub,
		page,
		heard,
		last,
		frames(count: number) {
			const { length } = broker.payloads("/result");
			time.advanceUntil(() => broker.payloads("/result").length >= length + count);
		},
		/** Resolves to the refusal. */
		async ask(action: Action): Promise<string> {
			await hub.receive(page, encoder.encode({ ...action, call: 7 }));
			return (last("reply") as FactOf<"reply">).refusal;
		},
		time,
	};
}

test("nobody looks: nothing is made, nothing is listened to; who comes gets what its view shows, from the next frame on", () => {
	const { hub, page, heard, last, frames, rig } = bench();
	frames(2);
	assert.equal([rig.tap!.isListening, rig.tap!.take().transactions.length], [false, 0]);
	hub.join(page, "chip");
	assert.equal([...new Set(heard.map(({ kind }) => kind))].sort(), ["conditions", "log"]);
	frames(1);
	assert.is(last("chip")!.chip, "letters");
	assert.not.ok(last("transactions") || last("twin"));
	hub.leave(page);
	const { length } = heard;
	frames(2);
	assert.is(heard.length, length);
});

test("a condition is changed by an action and told with the others; refusals say why", async () => {
	const { hub, page, last, frames, ask } = bench();
	hub.join(page, "chip");
	frames(1);
	const calm = (last("chip") as { margins: Uint8Array }).margins;
	assert.is(await ask({ action: "adjust", name: "noise", value: 225 }), "");
	const condition = () => last("conditions")!.conditions.find(({ name }) => name === "noise")!;
	assert.equal([condition().value, condition().published], [225, 9]);
	frames(1);
	assert.ok(Math.min(...(last("chip") as { margins: Uint8Array }).margins) < Math.min(...calm));
	assert.match(await ask({ action: "adjust", name: "humidity", value: 1 }), /no condition humidity/);
	assert.match(await ask({ action: "adjust", name: "noise", value: 1e9 }), /must be 0 to 225/);
	assert.match(await ask({ action: "adjust", name: 3 as never, value: 1 }), /name is no text/);
	assert.is(await ask({ action: "as-published" }), "");
	assert.ok(last("conditions")!.conditions.every(({ value, published }) => value === published));
});

test("programming again goes through the firmware: a chip that is too bad is refused by its known answer", async () => {
	const { hub, page, last, time, ask, frames } = bench();
	hub.join(page, "chip");
	frames(1);
	await ask({ action: "adjust", name: "noise", value: 200 });
	const asked = ask({ action: "program" });
	assert.ok(last("conditions")!.programming);
	time.advance(5000);
	assert.is(await asked, "");
	assert.match(last("conditions")!.programmed!, /off by .* codes/);
});

test("the twin counts while somebody looks at it; the wire is heard while somebody looks at it", () => {
	const { hub, page, last, frames, rig } = bench();
	frames(1);
	hub.join(page, "truth");
	frames(2);
	const { agreed, verdicts, exact, confusion, errors } = last("twin")!;
	assert.equal([agreed, verdicts, exact], [32, 32, TEXT]);
	assert.equal([confusion!.right, confusion!.total, errors.count], [32, 32, 288]);
	hub.leave(page);
	hub.join(page, "wire");
	frames(1);
	const wire = last("transactions")!;
	assert.equal([wire.transactions.length, wire.damaged, wire.clock], [10, 0, 20_000_000]);
	assert.is(wire.transactions[0].fields[0][0], "SEED");
	hub.leave(page);
	assert.not.ok(rig.tap!.isListening);
});

test("a chip inside another engine says so in words, in all three views", () => {
	const { hub, page, last } = bench("xs");
	hub.join(page, "chip");
	assert.match((last("chip") as { why: string }).why, /inside the engine xs .* --engine node/);
	hub.leave(page);
	hub.join(page, "truth");
	assert.match(last("twin")!.missing, /engine xs/);
	hub.leave(page);
	hub.join(page, "wire");
	assert.match(last("transactions")!.missing, /engine xs/);
});

test.run();
