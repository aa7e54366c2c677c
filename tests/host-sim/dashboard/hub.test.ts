import { decode, encode } from "cbor-x";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { textField } from "../../../host-sim/dashboard/action-fields";
import { Hub } from "../../../host-sim/dashboard/hub";
import type { Fact, FrameFact } from "../../../host-sim/dashboard/protocol";

/** An open page that remembers what it was told. */
class Page {
	readonly facts: Fact[] = [];
	backlog = 0;
	send(bytes: Uint8Array): void {
		this.facts.push(decode(bytes) as Fact);
	}
	get kinds(): string[] {
		return this.facts.map(({ kind }) => kind);
	}
}

const link = (words: string): Fact => ({ kind: "link", at: 1, online: true, words });
const frame: FrameFact = { kind: "frame", at: 1, frame: 7, width: 2, height: 1, gray: Uint8Array.of(0, 255) };

test("a page that comes later gets the last fact of each kind", () => {
	const hub = new Hub();
	hub.publish(link("first"));
	hub.publish(link("second"));
	const page = new Page();
	hub.join(page, "fleet");
	assert.equal(page.facts, [link("second")]);
});

test("facts of a view go to pages that show it only, and those of a view that is opened come at once", async () => {
	const hub = new Hub();
	const now = new Page();
	const fleet = new Page();
	hub.join(now, "now");
	hub.join(fleet, "fleet");
	hub.publish(frame);
	assert.equal([now.kinds, fleet.kinds], [["frame"], []]);
	assert.equal(Array.from((now.facts[0] as FrameFact).gray), [0, 255]);
	await hub.receive(fleet, encode({ action: "view", view: "camera" }));
	assert.equal(fleet.kinds, ["frame"]);
});

test("producers learn when the first page wants their facts and when the last one has gone", async () => {
	const hub = new Hub();
	const told: boolean[] = [];
	hub.onInterest("frame", isWanted => told.push(isWanted));
	assert.not(hub.isWanted("frame"));
	const pages = [new Page(), new Page()];
	for (const page of pages) hub.join(page, "now");
	await hub.receive(pages[0], encode({ action: "view", view: "fleet" }));
	hub.leave(pages[1]);
	assert.equal(told, [true, false]);
	assert.is(hub.pages, 1);
});

test("a page that cannot keep up misses facts of its view, never those that every page needs", () => {
	const hub = new Hub();
	const page = new Page();
	hub.join(page, "now");
	page.backlog = 2 << 20;
	hub.publish(frame);
	hub.publish(link("gone"));
	assert.equal(page.kinds, ["link"]);
});

test("an action is done and its page gets a reply; what is refused says why", async () => {
	const hub = new Hub();
	const page = new Page();
	const seen: string[] = [];
	hub.join(page, "fleet");
	hub.handle("scene", fields => void seen.push(textField(fields, "scene", 5)));
	for (const scene of ["day", "too long", 7]) await hub.receive(page, encode({ action: "scene", scene, call: 3 }));
	assert.equal(seen, ["day"]);
	assert.equal(
		page.facts.map(fact => fact.kind === "reply" && [fact.call, fact.refusal]),
		[
			[3, ""],
			[3, "scene has 8 characters, at most 5 are taken"],
			[3, "scene is no text"],
		],
	);
});

test("whatever a page sends, nothing is thrown and nothing unknown is done", async () => {
	const hub = new Hub();
	const page = new Page();
	hub.join(page, "now");
	hub.handle("scene", () => {
		throw new Error("the producer \u001b[31mbroke");
	});
	const garbage = [
		new Uint8Array(0),
		Uint8Array.of(0xff),
		encode(7),
		encode([1]),
		encode({ action: "constructor", call: 1 }),
	];
	for (const bytes of garbage) await hub.receive(page, bytes);
	await hub.receive(page, encode({ action: "scene", call: 2 }));
	await hub.receive(page, encode({ action: "view", view: "__proto__", call: 4 }));
	const random = new Random(1);
	for (let round = 0; round < 2000; round++) {
		const bytes = Uint8Array.from({ length: round % 40 }, () => random.below(256));
		await hub.receive(page, bytes);
	}
	const refusals = page.facts
		.filter(fact => fact.kind === "reply")
		.map(fact => (fact.kind === "reply" ? fact.refusal : ""));
	assert.ok(refusals.includes("that cannot be done in this run"));
	assert.ok(refusals.includes("that failed: the producer \\u{1b}[31mbroke"));
	assert.ok(refusals.some(words => words.startsWith("view is none of now, chip")));
});

test.run();
