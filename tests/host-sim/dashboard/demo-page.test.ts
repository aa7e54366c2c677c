import { decode, encode } from "cbor-x";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { WebSocket } from "ws";
import type { Fact } from "../../../host-sim/dashboard/protocol";
import { type DemoOptions, runDemo } from "../../../host-sim/demo";
import type { FrameRecord } from "../../../host-sim/frame-record";
import { SceneSource } from "../../../host-sim/scene/scene-source";
import { DEFAULT_TEXT } from "../../../host-sim/scene/sheet";
import { QuietPresenter } from "../../../host-sim/terminal/presenter";

/** Remembers what a subscriber received. */
class Messages extends QuietPresenter {
	readonly digests: string[] = [];
	constructor() {
		super(
			() => {},
			() => {},
		);
	}
	override complete(record?: FrameRecord): void {
		if (record) this.digests.push(record.sha256);
	}
}

async function run(page: DemoOptions["page"], more: Partial<DemoOptions> = {}): Promise<string[]> {
	const messages = new Messages();
	const good = await runDemo({
		...{ device: "desk-1", seed: 1, port: 0, interval: 100, bitErrorRate: 0, frames: 4, page },
		...{ source: new SceneSource({ text: DEFAULT_TEXT, seed: 1 }), text: DEFAULT_TEXT },
		...{ present: () => messages, interrupted: new Promise<void>(() => {}) },
		...more,
	});
	assert.ok(good);
	return messages.digests;
}

test("a device on the bench of a page, looked at or not, sends the same bytes", async () => {
	const facts: Fact[] = [];
	const alone = await run(undefined);
	const served = await run({ port: 0, onServed() {} });
	const watched = await run({
		port: 0,
		onServed(url) {
			const socket = new WebSocket(`${url.replace("http", "ws")}live`, { origin: url.slice(0, -1) });
			socket.on("open", () => socket.send(encode({ action: "view", view: "now" })));
			socket.on("message", data => facts.push(decode(data as Buffer) as Fact));
			socket.on("error", () => {});
		},
	});
	assert.is(alone.length, 4);
	assert.equal(served, alone);
	assert.equal(watched, alone);
	const kinds = new Set(facts.map(({ kind }) => kind));
	for (const kind of ["run", "link", "frame", "verdict", "totals", "camera"] as const) assert.ok(kinds.has(kind), kind);
	const frame = facts.find(fact => fact.kind === "frame");
	assert.is(frame?.kind === "frame" && frame.pictures?.codes.length, 400);
	assert.is(frame?.kind === "frame" && frame.corners?.length, 8);
});

test.run();
