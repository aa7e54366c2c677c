// docs/networks.md says what the importers and the command line know.
import { existsSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CATALOGUE } from "../../host-sim/commands/catalogue";
import { parseDescription } from "../../host-sim/toolchain/import/description";
import { operators } from "../../host-sim/toolchain/import/onnx-operators";

const page = new URL("../../docs/networks.md", import.meta.url);
const text = readFileSync(page, "utf8");

test("the operators listed are those that are imported", () => {
	const [, listed] = /Operators that are known:\n\n((?: {4}.+\n)+)/.exec(text)!;
	assert.equal(listed.trim().split(/\s+/).sort(), Object.keys(operators).sort());
});

test("the example of a description is one", () => {
	const [, json] = /```json\n(.+?)```/s.exec(text)!;
	const { nodes } = parseDescription(json);
	assert.is(nodes.length, 10);
	for (const { operation } of nodes)
		assert.ok(new RegExp(`^\\| .*\\b${operation.kind}\\b`, "m").test(text), `${operation.kind} is in the table`);
});

test("the commands are there, and the files that are linked", () => {
	for (const [, name] of text.matchAll(/`cim (\w+)/g))
		assert.ok(name === "help" || CATALOGUE.some(entry => entry.name === name), name);
	for (const [, path] of text.matchAll(/\]\(([^)]+)\)/g)) assert.ok(existsSync(new URL(path, page)), path);
});

test.run();
