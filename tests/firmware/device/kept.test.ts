import { test } from "uvu";
import * as assert from "uvu/assert";
import { openLiveStore, openOutboxFlash } from "../../../firmware/device/kept";

test("flash and store are opened by name", () => {
	const asked: object[] = [];
	const open = (options: object) => {
		asked.push(options);
		return options as never;
	};
	openOutboxFlash({ open }, () => assert.unreachable());
	openLiveStore({ open }, () => assert.unreachable());
	assert.equal(asked, [
		{ path: "outbox", mode: "r+" },
		{ path: "cim-live", format: "buffer" },
	]);
});

test("a board without them goes on, and says so", () => {
	const lines: string[] = [];
	const open = (): never => {
		throw new Error("no such partition");
	};
	assert.is(
		openOutboxFlash({ open }, line => lines.push(line)),
		undefined,
	);
	assert.is(
		openLiveStore({ open }, line => lines.push(line)),
		undefined,
	);
	assert.match(lines.join("\n"), /partition outbox.*no such partition[\s\S]*store cim-live/);
});

test.run();
