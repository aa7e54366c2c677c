import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { localMachine } from "../../../host-sim/machine/local-machine";

/** A folder with programs: name to shell script. */
function programs(scripts: Record<string, string>): string {
	const folder = mkdtempSync(join(tmpdir(), "cim-programs-"));
	for (const [name, script] of Object.entries(scripts)) {
		writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
		chmodSync(join(folder, name), 0o755);
	}
	return folder;
}

const SYSTEM = "/usr/bin:/bin";

test("a program's words and exit code come back, from both of its outputs", async () => {
	const machine = localMachine({ PATH: `${programs({ speak: 'echo "out $1"; echo err >&2; exit 3' })}:${SYSTEM}` });
	const outcome = await machine.run("speak", ["$HOME; *"]);
	assert.is(outcome?.code, 3);
	assert.equal(outcome?.output.split("\n").sort(), ["", "err", "out $HOME; *"]);
});

test("a program that is not there, or is no program, is undefined", async () => {
	const folder = programs({});
	writeFileSync(join(folder, "notes"), "not a program");
	mkdirSync(join(folder, "tsk"));
	const machine = localMachine({ PATH: `${folder}:${SYSTEM}` });
	for (const name of ["nowhere-to-be-found", "notes", "tsk"]) {
		assert.is(machine.which(name), undefined);
		assert.is(await machine.run(name, []), undefined);
	}
});

test("a program that hangs is ended at the time limit, with all that it started", async () => {
	const machine = localMachine({ PATH: `${programs({ hang: "echo started; sleep 60 & sleep 60" })}:${SYSTEM}` }, 200);
	const outcome = await machine.run("hang", []);
	assert.is(outcome?.code, undefined);
	assert.is(outcome?.output, "started\n");
});

test("the SDK's tools and this project's TypeScript come before everything else", () => {
	const sdk = mkdtempSync(join(tmpdir(), "cim-sdk-"));
	const tools = join(sdk, "build", "bin", process.platform === "darwin" ? "mac" : "lin", "release");
	mkdirSync(tools, { recursive: true });
	writeFileSync(join(tools, "mcconfig"), "");
	chmodSync(join(tools, "mcconfig"), 0o755);
	const machine = localMachine({ MODDABLE: sdk, PATH: `${programs({ mcconfig: "", tsc: "" })}:${SYSTEM}` });
	assert.is(machine.which("mcconfig"), join(tools, "mcconfig"));
	assert.is(machine.which("tsc"), join(machine.root, "node_modules", ".bin", "tsc"));
	assert.ok(machine.environment.PATH?.startsWith(`${tools}:${machine.root}`));
});

test("a socket's first bytes come back; a silent one has none; nobody there is undefined", async () => {
	const machine = localMachine({}, 400);
	const server = createServer(socket => {
		socket.on("error", () => {});
		socket.on("data", data => {
			if (data[0] === 1) socket.write(Uint8Array.of(7, 8));
		});
	});
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as { port: number };
	assert.equal(await machine.ask("127.0.0.1", port, Uint8Array.of(1)), Uint8Array.of(7, 8));
	assert.equal(await machine.ask("127.0.0.1", port, Uint8Array.of(2)), new Uint8Array(0));
	await new Promise(resolve => server.close(resolve));
	assert.is(await machine.ask("127.0.0.1", port, Uint8Array.of(1)), undefined);
});

test.run();
