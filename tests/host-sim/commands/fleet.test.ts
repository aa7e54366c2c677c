import { test } from "uvu";
import * as assert from "uvu/assert";
import { UsageError } from "../../../host-sim/commands/command";
import { command } from "../../../host-sim/commands/fleet";
import { withPart } from "../../../host-sim/fleet/fleet-page";
import { span } from "../../../host-sim/fleet/fleet-table";
import { SCENARIOS } from "../../../host-sim/fleet/scenarios";

/** What the command prints, and its exit code. */
async function run(line: string): Promise<{ code: number; text: string }> {
	const { write } = process.stdout;
	let text = "";
	process.stdout.write = ((part: string) => {
		text += part;
		return true;
	}) as typeof write;
	try {
		return { code: await command.run(line.split(" ")), text };
	} finally {
		process.stdout.write = write;
	}
}

test("a small fleet in virtual time: what came of it, in words and as JSON", async () => {
	const words = await run("-n 2 --duration 10s --scenario broker-amnesia");
	assert.is(words.code, 0);
	assert.match(words.text, /2 devices, .* of virtual time, seed 1/);
	assert.match(words.text, /holds: nothing acknowledged is lost/);
	const { code, text } = await run("-n 1 --duration 10s --json");
	assert.is(code, 0);
	const report = JSON.parse(text) as { scenario: string; holds: boolean; verdicts: unknown[]; digest: string };
	assert.is(report.scenario, "quiet");
	assert.ok(report.holds);
	assert.is(report.verdicts.length, 1);
	assert.match(report.digest, /^[0-9a-f]{64}$/);
});

for (const [line, words] of [
	["--scenario power-cuts", /did you mean power-cut\?/],
	["--faults all", /must be random/],
	["--faults random --scenario quiet", /leave one of them out/],
	["--duration 5", /from 10s to 1000h/],
	["--hours 1 --duration 1h", /say the same/],
	["--broker localhost", /is for --real/],
	["--real --scenario half-open", /quiet and random only/],
	["--real --write", /is for virtual time/],
	["-n 0", /whole number from 1/],
] as const)
	test(`wrong use is told: ${line}`, async () => {
		try {
			await run(line);
			assert.unreachable();
		} catch (error) {
			assert.instance(error, UsageError);
			assert.match((error as Error).message, words);
		}
	});

test("the help names every scenario, and only these", () => {
	const names = SCENARIOS.map(({ name }) => name);
	const listed = /The scenarios are ([^.]*)\./.exec(command.help.replace(/\s+/g, " "))![1].split(/, | and /);
	assert.equal(listed, names);
});

test("a part of the page is renewed in its place, or put at the end", () => {
	const page = withPart("# Fleets\n\nwords\n", "matrix", "one");
	assert.is(page, "# Fleets\n\nwords\n\n<!-- fault matrix -->\n\none\n\n<!-- end of fault matrix -->\n");
	assert.is(withPart(`${page}\nmore\n`, "matrix", "two"), `${page.replace("one", "two")}\nmore\n`);
});

test("a time in words", () => {
	assert.equal([0, 90_000, 3_600_000, 3_661_000].map(span), ["0 s", "1 min 30 s", "1 h", "1 h 1 min 1 s"]);
});

test.run();
