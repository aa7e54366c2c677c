import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseModel } from "../../../firmware/model/format";
import { EXIT_FAILED, EXIT_OK, UsageError } from "../../../host-sim/commands/command";
import { command } from "../../../host-sim/commands/train";

async function refusal(...args: string[]): Promise<string> {
	try {
		await command.run(args);
	} catch (error) {
		assert.instance(error, UsageError);
		return (error as UsageError).message;
	}
	return "accepted";
}

test("cim train letters writes a model of the letters asked for", async () => {
	const folder = mkdtempSync(join(tmpdir(), "cim-"));
	const out = join(folder, "helo.cim");
	try {
		assert.is(await command.run(["letters", "--classes", "HELO", "--seed", "7", "--out", out]), EXIT_OK);
		const model = parseModel(new Uint8Array(readFileSync(out)));
		assert.equal(model.labels, ["H", "E", "L", "O"]);
		assert.is(model.provenance.seed, 7);
		assert.match(model.provenance.data, "HELO");
		assert.is(await command.run(["letters", "--classes", "XY", "--out", join(folder, "no", "where.cim")]), EXIT_FAILED);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("wrong use says what would be right", async () => {
	assert.match(await refusal(), "cim train letters");
	assert.match(await refusal("shapes"), "cim train digits");
	assert.match(await refusal("digits"), "--data is missing");
	assert.match(await refusal("digits", "--data", "mnist", "--noise", "2"), "0 to 1");
	assert.match(await refusal("digits", "--data", "mnist", "--epochs", "0"), "whole number");
	assert.match(await refusal("digits", "--alphabet"), "--alphabet");
	assert.match(await refusal("letters", "--noise", "0.1"), "--noise");
	assert.match(await refusal("letters", "--classes", "AAB"), "two different letters of A to Z");
	assert.match(await refusal("letters", "--classes", "a1"), "two different letters of A to Z");
	assert.match(await refusal("letters", "--classes", "AB", "--alphabet"), "exclude each other");
	assert.match(await refusal("letters", "--seed", "-1"), "whole number");
});

test.run();
