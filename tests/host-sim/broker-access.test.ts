import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { AccessList, type BrokerUser, readUsers, UsersError } from "../../host-sim/broker-access";
import { PUBLISHING, SUBSCRIBING } from "../support/access-table";

const device: BrokerUser = { name: "desk-1", role: "device", password: "a device's own" };
const operator: BrokerUser = { name: "Olga", role: "operator", password: "correct horse" };
const viewer: BrokerUser = { name: "panel", role: "viewer", password: "only looking" };
const certified: BrokerUser = { name: "desk-2", role: "device" };
const access = new AccessList([device, operator, viewer, certified]);

test("a name and its password, and nothing else, are let in", () => {
	assert.is(access.authenticate("desk-1", false, "desk-1", "a device's own"), device);
	for (const [name, password] of [
		["desk-1", "A device's own"],
		["desk-1", ""],
		["desk-1", undefined],
		["desk-1", "correct horse"],
		["nobody", "a device's own"],
		["", ""],
		[undefined, undefined],
		["desk-2", ""],
		["desk-2", undefined],
		["__proto__", "another"],
	] as const)
		assert.is(access.authenticate("desk-1", false, name, password), undefined, `${name} ${password}`);
});

test("a certificate proves a name: no password is needed, and no other name will do", () => {
	assert.is(access.authenticate("desk-2", false, undefined, undefined, "desk-2"), certified);
	assert.is(access.authenticate("desk-2", false, "desk-2", "", "desk-2"), certified);
	assert.is(access.authenticate("desk-1", false, "desk-1", "a device's own", "desk-2"), undefined);
	assert.is(access.authenticate("desk-9", false, undefined, undefined, "desk-9"), undefined);
});

test("nobody takes over another's session", () => {
	const clean = true;
	assert.is(
		access.authenticate("desk-2", clean, "desk-1", "a device's own"),
		undefined,
		"a device goes by its own name",
	);
	assert.is(access.authenticate("any", clean, "desk-1", "a device's own"), undefined);
	assert.is(access.authenticate("desk-1", clean, "Olga", "correct horse"), undefined);
	assert.is(access.authenticate("panel", clean, "Olga", "correct horse"), undefined);
	assert.is(access.authenticate("mqttjs_1234", clean, "Olga", "correct horse"), operator);
	assert.is(access.authenticate("mqttjs_1234", false, "Olga", "correct horse"), undefined, "a kept one has her name");
	assert.is(access.authenticate("Olga.laptop", false, "Olga", "correct horse"), operator);
});

for (const [line, allowed] of PUBLISHING)
	test(`publishing ${line}: ${allowed || "nobody"}`, () => {
		const [topic, how = ""] = line.split(" ");
		const packet = { retain: how !== "", isEmpty: how === "cleared" };
		const found = [device, operator, viewer].filter(user => access.mayPublish(user, topic, packet));
		assert.is(found.map(({ name }) => name).join(" "), allowed);
	});

for (const [filter, allowed] of SUBSCRIBING)
	test(`subscribing to ${filter}: ${allowed || "nobody"}`, () => {
		const found = [device, operator, viewer].filter(user => access.maySubscribe(user, filter));
		assert.is(found.map(({ name }) => name).join(" "), allowed);
	});

test("Home Assistant says when it starts: the user of this name, and nothing else as a viewer", () => {
	const assistant: BrokerUser = { name: "homeassistant", role: "viewer", password: "long enough" };
	const may = (topic: string) => access.mayPublish(assistant, topic, { retain: false, isEmpty: false });
	assert.ok(may("homeassistant/status"));
	assert.not.ok(may("homeassistant/device/cim-desk-1/config"));
	assert.not.ok(may("cim/1/desk-1/cmd/ping"));
});

test("what a session may be given, whatever it was subscribed to before", () => {
	const received = (user: BrokerUser, ...topics: string[]) => topics.filter(topic => access.mayReceive(user, topic));
	const topics = ["cim/1/desk-1/cmd/ping", "cim/1/all/cmd/ping", "cim/1/desk-1/config/desired", "homeassistant/status"];
	const others = ["cim/1/desk-2/cmd/ping", "cim/1/desk-2/result", "cim/1/desk-1/result", "cim/1/all/x", "elsewhere"];
	assert.equal(received(device, ...topics, ...others), topics);
	assert.equal(received(viewer, "cim/1/desk-2/result", "elsewhere", "$SYS/x"), ["cim/1/desk-2/result"]);
});

test("users that cannot be are refused with the reason, never with a password", () => {
	const wrong: [BrokerUser[], string][] = [
		[[{ name: "a b", role: "viewer", password: "long enough" }], "is no name"],
		[[{ name: "Desk", role: "device", password: "long enough" }], "a device's name is its id"],
		[[{ name: "all", role: "device", password: "short" }], "at least 8 characters"],
		[[{ name: "x", role: "root" as never, password: "long enough" }], "the role must be"],
		[[device, device], "is there twice"],
	];
	for (const [users, words] of wrong)
		assert.throws(
			() => new AccessList(users),
			(error: unknown) =>
				error instanceof UsersError &&
				error.message.includes(words) &&
				!/long enough|short|own/.test(error.message.replace("its own", "")),
		);
});

test("a file of users: only for its owner's eyes, and nothing of it in an error", () => {
	const folder = mkdtempSync(join(tmpdir(), "cim-users-"));
	const path = join(folder, "users.json");
	try {
		writeFileSync(path, JSON.stringify([device, certified]), { mode: 0o600 });
		assert.equal(readUsers(path), [device, certified]);
		chmodSync(path, 0o644);
		assert.throws(() => readUsers(path), /others may read it: chmod 600/);
		chmodSync(path, 0o600);
		for (const text of ["[secret-in-a-broken-file", '{"name":"secret-in"}', '["secret-in"]']) {
			writeFileSync(path, text);
			assert.throws(
				() => readUsers(path),
				(error: unknown) => error instanceof UsersError && !error.message.includes("secret"),
			);
		}
		assert.throws(() => readUsers(join(folder, "none")), /ENOENT/);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

test.run();
