import { test } from "uvu";
import * as assert from "uvu/assert";
import { reportText } from "../../../host-sim/fleet/fleet-table";
import { runScenario } from "../../../host-sim/fleet/run-scenario";
import type { Scenario } from "../../../host-sim/fleet/scenario";
import { SCENARIOS } from "../../../host-sim/fleet/scenarios";

const SMALL = { devices: 2, seed: 3, interval: 1500, span: 60_000 };

let processor = 0;

for (const scenario of SCENARIOS)
	test(`${scenario.name}: ${scenario.words}: nothing acknowledged is lost, gaps are exact, all are online at the end`, () => {
		const report = runScenario(scenario, SMALL);
		processor += report.processor;
		assert.equal(report.wrong, [], reportText(report));
		assert.ok(report.totals.made > 40);
	});

test("the same seed gives the same bytes at the same times, another seed others", () => {
	const random = SCENARIOS.find(({ name }) => name === "random")!;
	const digest = (seed: number) => runScenario(random, { ...SMALL, seed, devices: 1, span: 30_000 }).digest;
	assert.is(digest(5), digest(5));
	assert.is.not(digest(5), digest(6));
});

/** A scenario that must not hold: what is judged can fail. */
function broken(script: Scenario["script"]): string[] {
	const scenario: Scenario = { name: "broken", words: "", script, shows: [] };
	return runScenario(scenario, { ...SMALL, devices: 1, span: 20_000, patience: 30_000 }).wrong;
}

test("negative control: a broker that acknowledges and hands nothing on is found out", () => {
	const wrong = broken(fleet => {
		const { broker } = fleet;
		const publish = broker.publish.bind(broker);
		broker.publish = message => {
			if (!message.topic.endsWith("/result")) publish(message);
		};
	});
	assert.match(wrong.join("\n"), /acknowledged and not received/);
});

test("negative control: flash that forgets is found out", () => {
	const wrong = broken((fleet, span) => {
		fleet.at(span * 0.2, () => fleet.killBroker({ keeps: true }));
		fleet.at(span * 0.7, () => {
			fleet.each(member => {
				member.flash.bytes.fill(0xff);
				member.restart(100);
			});
			fleet.startBroker();
		});
	});
	assert.match(wrong.join("\n"), /neither received nor told as dropped/);
});

test("negative control: a device that does not come back is found out", () => {
	const wrong = broken((fleet, span) =>
		fleet.at(span * 0.5, () =>
			fleet.each(({ link }) => {
				Object.defineProperty(link, "isHanging", { get: () => true, set: () => {} });
				link.forget();
			}),
		),
	);
	assert.match(wrong.join("\n"), /status is "offline" at the end/);
	assert.match(wrong.join("\n"), /does not answer at the end/);
});

test("what it took", () => {
	process.stdout.write(`measured: ${SCENARIOS.length} scenarios, ${processor.toFixed(1)} s of processor time\n`);
	assert.ok(SCENARIOS.length >= 15);
});

test.run();
