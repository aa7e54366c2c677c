import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { EXIT_FAILED, UsageError } from "../../../host-sim/commands/command";
import { command } from "../../../host-sim/commands/finetune";
import { writeNetwork } from "../../../host-sim/toolchain/network/write-network";
import { digitsGraph } from "../../../host-sim/toolchain/train/digits-network";

async function refusal(...args: string[]): Promise<string> {
	try {
		await command.run(args);
	} catch (error) {
		assert.instance(error, UsageError);
		return (error as UsageError).message;
	}
	return "accepted";
}

test("wrong use says what would be right", async () => {
	const folder = mkdtempSync(join(tmpdir(), "cim-"));
	const network = join(folder, "digits.net");
	writeFileSync(network, writeNetwork(digitsGraph(1)));
	try {
		assert.match(await refusal(), "network is missing");
		assert.match(await refusal(network), "--data is missing");
		assert.match(await refusal(network, "--data", "x", "--noise", "3"), "0 to 1");
		assert.match(
			await refusal(network, "--data", "x", "--freeze", "pool_0"),
			/cannot be cut after "pool_0"; it can after/,
		);
		assert.match(await refusal(network, "--data", "x", "--epochs", "1,2"), /--epochs has 2 numbers/);
		assert.is(await command.run([join(folder, "none.net"), "--data", "x"]), EXIT_FAILED);
		assert.is(await command.run([network, "--data", join(folder, "none")]), EXIT_FAILED);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test.run();
