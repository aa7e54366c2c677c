import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MessageRing } from "../../../firmware/storage/message-ring";
import { FileFlash } from "../../../host-sim/node/file-flash";
import { FileKeyValue } from "../../../host-sim/node/file-key-value";

const folder = mkdtempSync(join(tmpdir(), "cim-storage-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const hex = (buffer: ArrayBuffer | undefined): string | undefined => buffer && Buffer.from(buffer).toString("hex");

test("a file is flash: erased it is 255, writing clears bits, and it stays", () => {
	const path = join(folder, "flash");
	const flash = new FileFlash(path, 2);
	flash.eraseBlock(1);
	flash.write(Uint8Array.of(0xf0, 0x0f), 4096);
	flash.write(Uint8Array.of(0x3c, 0xff), 4096);
	flash.close();
	const again = new FileFlash(path, 2);
	const bytes = new Uint8Array(4);
	again.read(bytes, 4095);
	assert.equal([...bytes], [0, 0x30, 0x0f, 0xff]);
	assert.throws(() => again.write(bytes, 8190), /outside/);
	again.close();
});

test("the outbox of a device is a file, for the next process too", () => {
	const path = join(folder, "outbox");
	const flash = new FileFlash(path);
	const ring = new MessageRing(flash);
	for (let sequence = 1; sequence <= 40; sequence++) ring.append(new Uint8Array(281).fill(sequence), 5, sequence);
	flash.close();
	const again = new MessageRing(new FileFlash(path));
	assert.is(again.size, 40);
	assert.is(again.claim()?.payload[280], 1);
	assert.is(statSync(path).mode & 0o077, 0, "nobody else reads it");
});

test("keys and values stay, and a key is no path", () => {
	const store = new FileKeyValue(join(folder, "kv"));
	assert.is(store.read("a"), undefined);
	store.write("a", Uint8Array.of(1, 2).buffer);
	store.write("a", Uint8Array.of(3).buffer);
	assert.is(hex(new FileKeyValue(join(folder, "kv")).read("a")), "03");
	store.delete("a");
	store.delete("a");
	assert.is(store.read("a"), undefined);
	for (const key of ["../a", "", "a/b", "0123456789abcdef", ".."])
		assert.throws(() => store.write(key, "x"), /is no key/);
});

test.run();
