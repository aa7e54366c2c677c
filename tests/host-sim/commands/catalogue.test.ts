import { test } from "uvu";
import * as assert from "uvu/assert";
import { CATALOGUE } from "../../../host-sim/commands/catalogue";

for (const entry of CATALOGUE)
	test(`${entry.name}: catalogue and command agree, and its help is worth reading`, async () => {
		const { command } = await entry.load();
		assert.is(command.name, entry.name);
		assert.is(command.summary, entry.summary);
		assert.ok(command.help.startsWith(`cim ${entry.name}`));
		for (const line of command.help.split("\n")) assert.ok(line.length <= 80, `${line.length} columns: ${line}`);
		assert.match(command.help, /^Examples$/m);
	});

test("no name twice", () => {
	const names = CATALOGUE.map(({ name }) => name);
	assert.is(new Set(names).size, names.length);
});

test.run();
