// The README's message is real: it decodes to what stands beside it, and the replay gives its bytes.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeResult } from "../firmware/messaging/result-message";
import { FIRMWARE_VERSION } from "../firmware/version";
import { replayResult } from "../host-sim/replay";

const readme = readFileSync("README.md", "utf8");
const [block] = readme.match(/^[0-9a-f\n]{200,}$/m) ?? [];
const message = new Uint8Array(Buffer.from((block ?? "").replaceAll("\n", ""), "hex"));

test("the message in the README is one that the firmware sends", () => {
	const { same, difference } = replayResult(message);
	assert.is(difference, undefined, `the firmware has changed: take a new message for the README (${difference})`);
	assert.ok(same);
});

test("what the README says of its message is what it holds", () => {
	const result = decodeResult(message);
	for (const words of [
		`${message.length} bytes on topic`,
		`sequence ${result.sequence}, ${result.uptime} ms after boot 0x${result.boot.toString(16)}`,
		`CRC-32 ${result.frameHash.toString(16)}`,
		result.text.replaceAll(/.{4}/g, "$& ").trim(),
		[...result.margins.subarray(0, 4)].join(" "),
		`${(result.snr / 10).toFixed(1)} dB`,
		`${(result.chip.program / 1000).toFixed(1)} ms program, ${result.chip.multiply / 1000} ms multiply`,
		`${result.chip.wireBytes} B on SPI, ${(result.chip.energy / 1000).toFixed(1)} uJ`,
		`model    ${result.model.toString(16)}`,
		`source ${result.source}, noise seed ${result.seed}`,
	])
		assert.ok(readme.includes(words), `the README says: ${words}`);
});

test("the firmware's version is the package's", () => {
	assert.is(FIRMWARE_VERSION, JSON.parse(readFileSync("package.json", "utf8")).version);
});

test.run();
