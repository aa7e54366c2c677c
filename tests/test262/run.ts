import { rmSync } from "node:fs";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { type Build, xsHost } from "../../host-sim/xs/build.js";
import { bundleForXS } from "../../host-sim/xs/bundle";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { type Launch, XSError, XSMachine } from "../../host-sim/xs/machine";
import { nativeMachine } from "../../host-sim/xs/native";
import { flashImageOf } from "../../host-sim/xs/rv32/image";
import { microcontroller } from "../../host-sim/xs/rv32/microcontroller";
import { modulesOf } from "../../host-sim/xs/rv32/modules";
import { type Batch, halves, only, type Test } from "./batch";
import { NEXT, NONE, OUTCOME } from "./requests";

const GUEST = "tests/test262/guest";
/** Bytes of RAM: the tests of large arrays need more than a microcontroller has. */
const RAM = 4 << 20;
const STACK = 2048;
/** Names that tests make at run time, and bytes of the C library's heap, where their table is. */
const KEYS = 2048;
const HEAP = 64 * 1024;
/** Longest that a batch may take, milliseconds; then the test that is at work has failed. */
const PATIENCE = 60_000;

/** By a test's path: undefined when it passed, else why not. */
export type Outcomes = Map<string, string | undefined>;

/** Runs the tests of a batch in as few machines as can be: one that ends takes only the test with it that ended it. */
export async function runBatch(build: Build, batch: Batch): Promise<Outcomes> {
	const outcomes: Outcomes = new Map();
	let prepared: Prepared;
	try {
		prepared = await prepare(build, batch);
	} catch (error) {
		// one of them cannot be linked
		if (batch.tests.length === 1) return outcomes.set(batch.tests[0].path, String(error));
		for (const half of halves(batch))
			for (const [path, words] of await runBatch(build, half)) outcomes.set(path, words);
		return outcomes;
	}
	try {
		while (outcomes.size < batch.tests.length) await runSome(prepared.launch, batch, outcomes);
	} finally {
		prepared.release();
	}
	if (build !== "rv32" && batch.tests.length > 1) await runAlone(build, batch, outcomes);
	return outcomes;
}

/** What failed where built-ins can be changed may have failed for what a test before it has changed: once more, alone. */
async function runAlone(build: Build, batch: Batch, outcomes: Outcomes): Promise<void> {
	for (const test of batch.tests)
		if (outcomes.get(test.path) !== undefined)
			for (const [path, words] of await runBatch(build, only(batch, test))) outcomes.set(path, words);
}

/** Runs tests from the first without an outcome on, until the machine ends. */
async function runSome(launch: Launch, { tests }: Batch, outcomes: Outcomes): Promise<void> {
	let at = outcomes.size;
	const machine = new XSMachine({
		...{ launch, time: new VirtualTime(), events: new EventQueue() },
		serve(kind, subject, payload) {
			if (kind === NEXT) {
				const reply = Buffer.alloc(4);
				reply.writeUInt32LE(at < tests.length ? at : NONE);
				return reply;
			}
			if (kind !== OUTCOME) throw new Error(`request ${kind} is unknown`);
			outcomes.set(tests[subject].path, verdict(tests[subject], payload));
			at = subject + 1;
			return undefined;
		},
	});
	const timer = setTimeout(() => machine.kill(), PATIENCE);
	try {
		await machine.ended;
	} catch (error) {
		if (!(error instanceof XSError) || at >= tests.length) throw error;
		outcomes.set(tests[at].path, `the machine ended: ${error.message}`);
	} finally {
		clearTimeout(timer);
	}
}

function verdict({ negative }: Test, payload: Buffer): string | undefined {
	const [name, ...words] = payload.toString("utf8", 1).split("\n");
	const hasThrown = payload[0] === 1;
	if (negative) return hasThrown && name === negative ? undefined : `must throw a ${negative}`;
	return hasThrown ? words.join(" ") : undefined;
}

interface Prepared {
	launch: Launch;
	release(): void;
}

let bundle: Promise<string> | undefined;

async function prepare(build: Build, { source }: Batch): Promise<Prepared> {
	if (build !== "rv32") {
		bundle ??= bundleForXS(`${GUEST}.ts`, { globalName: "guest" });
		const script = `${await bundle}\n(() => {\n${source}\nguest.runTests(tests);\n})();`;
		return { launch: nativeMachine(await xsHost(build), script), release() {} };
	}
	const modules = [
		...(await modulesOf(`${GUEST}.ts`)),
		// preloaded, as the firmware's modules are: only the entry runs on the target for the first time
		{ path: "batch", source: `${source}\nexport default tests;` },
		{ path: "main", source: `import { runTests } from "${GUEST}"; import tests from "batch"; runTests(tests);` },
	];
	const image = await flashImageOf(modules, "test262");
	return {
		launch: microcontroller(image, { ram: RAM, heap: HEAP, sizes: { stack: STACK, keys: KEYS } }),
		release: () => {
			rmSync(image.program);
			rmSync(image.program.replace(/bin$/, "json"));
		},
	};
}

/** Why each test of these that does not compile does not; compiled for strict code, by the host. */
export async function uncompilable(tests: readonly Test[]): Promise<Outcomes> {
	const sources = tests.map(({ source }) => JSON.stringify(source));
	const script = `"use strict";
		const sources = [\n${sources.join(",\n")}];
		for (let i = 0; i < sources.length; i++)
			try { new Function('"use strict";\\n' + sources[i]); } catch (error) { host.log(i + " " + error); }`;
	const outcomes: Outcomes = new Map();
	const { ended } = new XSMachine({
		...{ launch: nativeMachine(await xsHost("native64"), script), time: new VirtualTime(), events: new EventQueue() },
		serve: () => undefined,
		onLog(line) {
			const [, number, words] = /^(\d+) (.*)$/.exec(line) ?? [];
			if (number) outcomes.set(tests[Number(number)].path, `does not compile: ${words}`);
		},
	});
	await ended;
	return outcomes;
}
