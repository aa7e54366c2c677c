import { test } from "uvu";
import * as assert from "uvu/assert";
import { CborWriter } from "../../../firmware/messaging/cbor-writer";
import { encodeResult } from "../../../firmware/messaging/result-message";
import { startBroker } from "../../../host-sim/broker";
import { Ledger } from "../../../host-sim/load/ledger";
import { steadyLoad } from "../../../host-sim/load/steady-load";
import { sampleResult } from "../../support/sample-messages";

const { boot } = sampleResult();
const message = (sequence: number) => encodeResult({ ...sampleResult(), sequence }, new CborWriter(512)).slice();

test("the ledger tells what is lost, what came twice and what came late", () => {
	const ledger = new Ledger();
	for (const sequence of [1, 2, 3, 4]) ledger.make("a", boot, sequence);
	for (const sequence of [1, 2, 3]) ledger.acknowledge("a", boot, sequence);
	ledger.acknowledge("a", boot, 3);
	ledger.receive("cim/1/a/result", message(1));
	ledger.receive("cim/1/a/result", message(1));
	ledger.receive("cim/1/a/history", message(4));
	ledger.receive("cim/1/a/birth", message(2));
	assert.equal(ledger.lost, [`a ${boot} 2`, `a ${boot} 3`]);
	const { made, acknowledged, received, repeated, late } = ledger;
	assert.equal(
		{ made, acknowledged, received, repeated, late },
		{ made: 4, acknowledged: 3, received: 2, repeated: 1, late: 1 },
	);
	assert.throws(() => ledger.receive("cim/1/b/result", message(1)), /nobody has made/);
});

for (const rate of [undefined, 100])
	test(`a load of ${rate ? `${rate} a second` : "as many as are acknowledged"} is delivered whole`, async () => {
		const broker = await startBroker({ port: 0 });
		try {
			const { port } = broker;
			const { ledger, complete } = await steadyLoad({
				broker: { host: "127.0.0.1", port },
				devices: 5,
				duration: 200,
				rate,
			});
			assert.ok(complete);
			assert.ok(rate ? ledger.made > 0 && ledger.made <= 20 : ledger.made > 20, `${ledger.made} made`);
			assert.is(ledger.delays.length, ledger.made);
			assert.ok(ledger.delay(0.99) >= ledger.delay(0.5) && ledger.delay(0.5) > 0);
		} finally {
			await broker.close();
		}
	});

test.run();
