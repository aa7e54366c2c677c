import { existsSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { networksPart, withNetworksPart } from "../../../host-sim/experiments/networks-page";
import { type NetworksRecord, readRecord, withNetwork } from "../../../host-sim/toolchain/evaluate/networks-record";

const record: NetworksRecord = {
	seed: 1,
	networks: [
		{
			name: "residual",
			segments: 66,
			cells: 553_716,
			rows: [
				{ condition: "ideal", examples: 10, figures: [87.5], seconds: 40, energy: 4e-6, conversions: 5e5, clipped: 0 },
				{
					condition: "all",
					examples: 10,
					figures: [81],
					change: -6.5,
					seconds: 38,
					energy: 4e-6,
					conversions: 5e5,
					clipped: 1e-4,
				},
			],
		},
	],
};

test("docs/fidelity.md has what docs/networks.json says", () => {
	if (!existsSync("docs/networks.json")) return;
	assert.ok(readFileSync("docs/fidelity.md", "utf8").includes(networksPart(readRecord())));
});

test("a figure out of its band is marked, losses are against the ideal chip", () => {
	const part = networksPart(record);
	assert.match(part, /83\.67 % \| ± 2 \| 81\.00 % \| \*\*missed\*\* \| {2}\|/);
	assert.match(part, /all together \| 81\.00 % \| −6\.50 \| 10 \| 0\.010 %/);
	assert.match(part, /500,000 conversions and, by the estimates of N9, 38\.0 s and 4\.00 µJ on the chip/);
});

test("the part takes its own place in the page, however often", () => {
	const page = "# Page\n\nBefore.\n";
	const once = withNetworksPart(page, record);
	assert.ok(once.startsWith(page.trimEnd()));
	assert.is(withNetworksPart(once, record), once);
	const two = withNetwork(record, { ...record.networks[0], name: "digits" });
	assert.equal(
		two.networks.map(({ name }) => name),
		["digits", "residual"],
	);
	assert.not.equal(withNetworksPart(once, two), once);
});

test.run();
