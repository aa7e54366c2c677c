import { test } from "uvu";
import * as assert from "uvu/assert";
import { runReal } from "../../../host-sim/fleet/run-real";

test("a fleet in real time against the embedded broker: results arrive, all are online at the end", async () => {
	let enough = () => {};
	const interrupted = new Promise<void>(resolve => {
		enough = resolve;
	});
	let url = "";
	const report = await runReal({
		...{ devices: 3, seed: 1, interval: 300, port: 0, hasFaults: false, interrupted },
		onBegin: address => {
			url = address;
		},
		onProgress(fleet) {
			if (fleet.online === 3 && fleet.results >= 9) enough();
		},
	});
	assert.match(url, /^mqtt:\/\/127\.0\.0\.1:\d+$/);
	assert.equal(report.wrong, []);
	assert.ok(report.totals.made >= 9);
	assert.is(report.totals.received, report.totals.made);
	assert.is(report.totals.reconnects, 0);
});

test.run();
