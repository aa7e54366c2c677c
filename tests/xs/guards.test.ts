// Memory protection of the microcontroller: whoever writes, reads or jumps where nothing is meant to be is stopped, with words.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rv32Program, XSUnavailable } from "../../host-sim/xs/build.js";
import { encodeParameters, PARAMETERS } from "../../host-sim/xs/rv32/parameters";
import { checkQemu, startQemu } from "../../host-sim/xs/rv32/qemu";

const RAM = 96 * 1024;
/** host/rv32/memory.ld. */
const FLASH = 0x80000000;
const PROGRAM = 0x80100000;
const RAM_START = 0x80800000;
const RAM_END = RAM_START + RAM;
const EXTERNAL = 0x81000000;
const EXTERNAL_END = 0x81800000;

/** tests/xs/guards/access.c. */
const LOAD = 0;
const STORE = 1;
const JUMP = 2;
const END = 3;

type Access = readonly [kind: number, address: number];

/** What the machine said of each access, in order; one that traps begins a new life. */
function endings(accesses: readonly Access[]): Promise<string[]> {
	const folder = mkdtempSync(join(tmpdir(), "cim-guards-"));
	const sizes = { chunks: 0, chunkIncrement: 0, slots: 0, slotIncrement: 0, stack: 0, keys: 0 };
	const parameters = { isLinking: false, ram: RAM, heap: 4096, restarts: accesses.length, sizes, main: "" };
	writeFileSync(join(folder, "parameters"), encodeParameters(parameters));
	writeFileSync(join(folder, "accesses"), Buffer.from(Uint32Array.from([...accesses, [END, 0]].flat()).buffer));
	const loads = [
		{ address: PARAMETERS, file: "parameters" },
		{ address: EXTERNAL, file: "accesses" },
	];
	const child = startQemu(program, loads, folder);
	return new Promise((resolve, reject) => {
		let words = "";
		child.stderr!.on("data", data => (words += data));
		child.on("error", reject);
		child.on("close", () => {
			rmSync(folder, { recursive: true, force: true });
			// beside them the emulator's own remarks
			resolve(words.split("\n").filter(line => line === "allowed" || line.startsWith("xs: ")));
		});
	});
}

const ALLOWED: readonly Access[] = [RAM_END - 4, EXTERNAL + 0x1000, EXTERNAL_END - 4].flatMap(address => [
	[LOAD, address],
	[STORE, address],
]);
const WILD: readonly (readonly [kind: number, address: number, words: string])[] = [
	...[FLASH + 0x100, PROGRAM, 0, RAM_END, EXTERNAL - 4, EXTERNAL_END].map(at => [STORE, at, "store to"] as const),
	...[4, RAM_END].map(at => [LOAD, at, "load from"] as const),
	...[0, PROGRAM, RAM_END - 4].map(at => [JUMP, at, "jump to"] as const),
];

let program = "";
try {
	checkQemu();
	const folder = mkdtempSync(join(tmpdir(), "cim-guards-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	await rv32Program(["tests/xs/guards/access.c"], join(folder, "access"));
	program = join(folder, "access");
} catch (error) {
	if (!(error instanceof XSUnavailable)) throw error;
	process.stdout.write(`skips: ${error.message}\n`);
}
const check = program ? test : test.skip;

check("RAM, and memory beside the chip, can be read and written", async () => {
	assert.equal(
		await endings(ALLOWED),
		ALLOWED.map(() => "allowed"),
	);
});

check("a wild write traps, and so does a read of nothing and a jump to what is not code", async () => {
	const lines = await endings(WILD.map(([kind, address]) => [kind, address]));
	assert.is(lines.length, WILD.length);
	for (const [n, [, address, words]] of WILD.entries())
		assert.match(lines[n], new RegExp(`^xs: trap \\d: ${words} ${address.toString(16).padStart(8, "0")} `));
});

check("just below RAM lies what the C stack grows into: that is told as such", async () => {
	assert.equal(await endings([[STORE, RAM_START - 4]]), ["xs: stack overflow: the C stack has 8192 bytes"]);
});

test.run();
