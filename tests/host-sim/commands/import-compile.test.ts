import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseNetwork } from "../../../firmware/model/network-format";
import { UsageError } from "../../../host-sim/commands/command";
import { command as compileCommand } from "../../../host-sim/commands/compile";
import { command as importCommand } from "../../../host-sim/commands/import";
import { readNetwork } from "../../../host-sim/toolchain/network/read-network";
import { sampleInputs } from "../../support/sample-graphs";
import { npyFile, npyHeader, zipFile } from "../../support/write-npz";

const onnx = fileURLToPath(new URL("../../fixtures/onnx/cnn.onnx", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cim-compile-"));
const at = (name: string): string => join(folder, name);
test.after(() => rmSync(folder, { recursive: true }));

const COUNT = 12;
writeFileSync(
	at("data.npz"),
	zipFile({
		"x.npy": npyFile(
			npyHeader("|u1", [COUNT, 12, 12, 1]),
			Uint8Array.from(sampleInputs(COUNT, 144), value => 255 * value),
		),
		"y.npy": npyFile(
			npyHeader("|u1", [COUNT]),
			Uint8Array.from({ length: COUNT }, (_, n) => n % 3),
		),
	}),
);

/** What a command prints on both streams, and its exit code. */
async function run(
	command: typeof importCommand,
	...args: string[]
): Promise<{ code: number; out: string; err: string }> {
	const streams = { out: "", err: "" };
	const writes = [process.stdout.write, process.stderr.write] as const;
	const to =
		(stream: "out" | "err") =>
		(text: string | Uint8Array): boolean => {
			streams[stream] += String(text);
			return true;
		};
	process.stdout.write = to("out");
	process.stderr.write = to("err");
	try {
		const code = await command.run(args);
		return { code, ...streams };
	} finally {
		[process.stdout.write, process.stderr.write] = writes;
	}
}

test("an ONNX file becomes a network, the network a model with a map", async () => {
	const imported = await run(importCommand, onnx, "--labels", "a,b,c", "--out", at("cnn.net"));
	assert.is(imported.code, 0, imported.err);
	assert.match(imported.out, /\/pool\/MaxPool +maximum, 6 x 6 x 4/);
	assert.match(imported.out, /1,009 parameters, 3 labels/);
	const { graph, provenance } = readNetwork(readFileSync(at("cnn.net")));
	assert.equal(graph.labels, ["a", "b", "c"]);
	assert.match(provenance.data, /^ONNX from pytorch/);

	const args = [at("cnn.net"), "--data", at("data.npz"), "--out", at("cnn.cim"), "--map", at("cnn.svg")];
	const compiled = await run(compileCommand, ...args);
	assert.is(compiled.code, 0, compiled.err);
	assert.match(compiled.out, /6 segments, [\d,]+ cells on 6 of 48 cores/);
	assert.match(compiled.out, /\/dense\/Gemm: input quantised to 4 unsigned bits/);
	const model = parseNetwork(readFileSync(at("cnn.cim")));
	assert.equal(model.labels, ["a", "b", "c"]);
	assert.match(readFileSync(at("cnn.svg"), "utf8"), /^<svg .+<\/svg>\n$/s);
	// the same again from the ONNX file itself, merged on fewer cores
	const merged = await run(compileCommand, onnx, ...args.slice(1), "--strategy", "merge", "--json");
	assert.is(JSON.parse(merged.out).cores, 1);
	assert.equal(parseNetwork(readFileSync(at("cnn.cim"))).labels, ["0", "1", "2"], "labels of the data");
});

test("what cannot be read or mapped is one line and exit code 1", async () => {
	const gone = await run(importCommand, at("nothing.onnx"));
	assert.is(gone.code, 1);
	assert.match(gone.err, /ENOENT.+nothing\.onnx/);
	writeFileSync(at("damaged.onnx"), readFileSync(onnx).subarray(0, 5000));
	const damaged = await run(importCommand, at("damaged.onnx"));
	assert.is(damaged.code, 1);
	assert.match(damaged.err, /^the file is no ONNX model, or not whole .+: export it again\n$/);
	writeFileSync(at("damaged.net"), "cim network");
	assert.match(
		(await run(compileCommand, at("damaged.net"), "--data", at("data.npz"))).err,
		/the network file is damaged/,
	);
	assert.match(
		(await run(importCommand, at("data.npz"))).err,
		/holds arrays only: say what they are with --description/,
	);
	assert.match(
		(await run(compileCommand, at("x.pb"), "--data", at("data.npz"))).err,
		/neither \.onnx nor \.npz nor \.net/,
	);
	assert.match((await run(compileCommand, onnx, "--data", at("cnn.net"))).err, /cnn\.net/);
});

test("wrong use says what would be right", async () => {
	for (const [command, args, words] of [
		[compileCommand, [], /which network\?/],
		[compileCommand, [onnx], /--data is missing/],
		[compileCommand, [onnx, "--data", "x", "--strategy", "best"], /there are separate, merge, auto, duplicate/],
		[compileCommand, [onnx, "--data", "x", "--bias", "conv"], /say layer=rows/],
		[importCommand, [], /which file\?/],
		[importCommand, [onnx, "--scale", "0"], /must not be 0/],
		[importCommand, [onnx, "--zero", "half"], /must be a number/],
	] as const) {
		const error: unknown = await command.run([...args]).then(
			() => undefined,
			reason => reason,
		);
		assert.instance(error, UsageError);
		assert.match((error as Error).message, words);
	}
});

test.run();
