// However an XS machine ends, somebody is told why in words.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { XSUnavailable, xsHost } from "../../host-sim/xs/build.js";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { type MachineSizes, XSError, XSMachine } from "../../host-sim/xs/machine";
import { nativeMachine } from "../../host-sim/xs/native";
import { Event, Request } from "../../host-sim/xs/protocol";

const SMALL: MachineSizes = { arena: 1 << 20, chunks: 1 << 16, chunkIncrement: 1024, slots: 8192, slotIncrement: 64 };

let executable: string | undefined;
try {
	executable = await xsHost("native64");
} catch (error) {
	if (!(error instanceof XSUnavailable)) throw error;
	process.stdout.write(`skips: ${error.message}\n`);
}

function machine(script: string, sizes: MachineSizes = SMALL, log: string[] = []): XSMachine {
	return new XSMachine({
		launch: nativeMachine(executable!, script, sizes),
		time: new VirtualTime(),
		events: new EventQueue(),
		serve(kind, subject, payload) {
			if (kind === 255) throw new Error(`no such thing as ${subject}`);
			return payload.reverse();
		},
		onLog: line => log.push(line),
	});
}

async function endingOf(script: string): Promise<XSError> {
	try {
		await machine(script).ended;
	} catch (error) {
		if (error instanceof XSError) return error;
		throw error;
	}
	throw new Error("it ended well");
}

const check = executable ? test : test.skip;

check("a script that comes to its end ends well, promise jobs included", async () => {
	const log: string[] = [];
	await machine("Promise.resolve(6).then(six => host.log(String(six * 7)))", SMALL, log).ended;
	assert.equal(log, ["42"]);
});

check("an uncaught exception is told with its words", async () => {
	const { code, message } = await endingOf('throw new RangeError("three is too many")');
	assert.is(code, "uncaught-exception");
	assert.match(message, /RangeError: three is too many/);
});

check("a script that cannot be parsed is an uncaught exception", async () => {
	const { code, message } = await endingOf("let x = ;");
	assert.is(code, "uncaught-exception");
	assert.match(message, /SyntaxError/);
});

check("an unhandled rejection is told with its words", async () => {
	const { code, message } = await endingOf('Promise.reject(new Error("nobody listens"))');
	assert.is(code, "unhandled-rejection");
	assert.match(message, /nobody listens/);
});

check("full memory is told with what fills it, chunks or slots", async () => {
	for (const item of ["new Uint8Array(1000)", "{}"]) {
		const { code, message } = await endingOf(`const all = []; for (;;) all.push(${item});`);
		assert.is(code, "memory-full");
		assert.match(message, /memory full: \d+ bytes of chunks and \d+ slots/);
	}
});

check("a stack overflow is told", async () => {
	const { code, message } = await endingOf("(function deeper() { return deeper() + 1; })()");
	assert.is(code, "stack-overflow");
	assert.match(message, /the stack has 4096 slots/);
});

check("when the other end of the bridge goes, the machine says so", async () => {
	const { spawn } = await import("node:child_process");
	const { writeFileSync, rmSync } = await import("node:fs");
	const script = `${(await import("node:os")).tmpdir()}/cim-lost-${process.pid}.js`;
	writeFileSync(script, "host.call(3)");
	const child = spawn(executable!, [script], { stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"] });
	let words = "";
	child.stderr!.on("data", data => {
		words += data;
	});
	child.stdio[3]!.destroy();
	const code = await new Promise(resolve => child.on("close", resolve));
	rmSync(script);
	assert.is(code, 73);
	assert.match(words, /lost bridge/);
});

check("a refused request is an Error with the words of the refusal, and the machine goes on", async () => {
	const log: string[] = [];
	const script = `
		try { host.call(255, 7) } catch (error) { host.log(error.message) }
		const bytes = Uint8Array.of(1, 2, 3);
		host.log(host.call(200, 0, bytes) + ": " + bytes.join())`;
	await machine(script, SMALL, log).ended;
	assert.equal(log.join("\n").split("\n"), ["no such thing as 7", "3: 3,2,1"]);
});

check("waiting lets virtual time go on to the next timer, and the event says when that was", async () => {
	const time = new VirtualTime();
	const events = new EventQueue();
	const log: string[] = [];
	time.set(() => events.push(Event.TIMER, 5, 0), 1234);
	const script = `const view = new DataView(new ArrayBuffer(64));
		host.call(${Request.WAIT}, 0, new Uint8Array(view.buffer), 0);
		host.log(view.getUint16(1, true) + " at " + view.getFloat64(7, true))`;
	const { ended } = new XSMachine({
		...{ launch: nativeMachine(executable!, script), time, events },
		serve: () => undefined,
		onLog: line => log.push(line),
	});
	await ended;
	assert.equal(log, ["5 at 1234"]);
});

test.run();
