// The features of the language that the firmware uses, on each engine and on the microcontroller with its preloaded built-ins.
// The checks are our own, in the manner of test262: no package carries that suite itself.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { type Build, XSUnavailable } from "../../host-sim/xs/build.js";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { guestMachine } from "../../host-sim/xs/firmware";
import { XSMachine } from "../../host-sim/xs/machine";
import { runSuite } from "./language/suite";

const LEAST_CHECKS = 60;

function judge(lines: readonly string[], where: string): void {
	const passed = lines.filter(line => line.startsWith("ok "));
	assert.equal(
		lines.filter(line => line.startsWith("failed ")),
		[],
	);
	assert.ok(passed.length >= LEAST_CHECKS, `only ${passed.length} checks came to their end: ${lines.at(-1)}`);
	process.stdout.write(`measured: ${passed.length} checks of the language on ${where}\n`);
}

async function linesOf(build: Build): Promise<string[] | undefined> {
	try {
		const lines: string[] = [];
		const { ended } = new XSMachine({
			launch: await guestMachine(build, "tests/xs/guests/language.ts", { microcontroller: { ram: 96 * 1024 } }),
			...{ events: new EventQueue(), time: new VirtualTime(), serve: () => undefined },
			onLog: line => lines.push(line),
		});
		await ended;
		return lines;
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return undefined;
	}
}

test("V8", () => {
	const lines: string[] = [];
	runSuite(line => lines.push(line));
	judge(lines, "V8");
});

for (const build of ["native64", "rv32"] as const)
	test(build, async () => {
		const lines = await linesOf(build);
		if (lines) judge(lines, build);
	});

test.run();
