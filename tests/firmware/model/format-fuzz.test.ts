import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { crc32 } from "../../../firmware/math/crc32";
import { Random } from "../../../firmware/math/random";
import { parseModel } from "../../../firmware/model/format";
import { ModelError } from "../../../firmware/model/model-error";
import { encodeModel } from "../../../host-sim/toolchain/encode-model";
import { rounds } from "../../support/rounds";
import { tinyModel } from "../../support/tiny-model";

const files = [encodeModel(tinyModel()), new Uint8Array(readFileSync("firmware/model/letters.cim"))];
const CHECK_BYTES = 5;
const counts = new Map<string, number>();

/** A model file is refused with a ModelError, or it is a model and the encoder writes the very same bytes. */
function feed(bytes: Uint8Array): void {
	let outcome = "accepted";
	try {
		const model = parseModel(bytes);
		assert.equal(Buffer.from(encodeModel(model)), Buffer.from(bytes));
	} catch (error) {
		if (!(error instanceof ModelError)) throw error;
		assert.ok(error.message.length < 1500);
		outcome = error.code;
	}
	counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

function mutate(bytes: Uint8Array, random: Random): Uint8Array {
	let result = bytes.slice();
	for (let changes = 1 + random.below(3); changes > 0; changes--) {
		const at = random.below(result.length);
		const kind = random.below(5);
		if (kind === 0) result[at] ^= 1 << random.below(8);
		else if (kind === 1) result[at] = random.int32();
		else if (kind === 2) result[at] += random.below(2) ? 1 : 255;
		else if (kind === 3)
			result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + 1 + random.below(4))]);
		else result = Uint8Array.from([...result.subarray(0, at), random.int32() & 255, ...result.subarray(at)]);
		if (result.length === 0) return result;
	}
	return result;
}

function sealed(body: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(body.length + CHECK_BYTES);
	bytes.set(body);
	bytes[body.length] = 0x1a;
	new DataView(bytes.buffer).setUint32(body.length + 1, crc32(body));
	return bytes;
}

test("20,000 random files are refused with a typed error", () => {
	const random = new Random(1);
	for (let n = 0; n < rounds(20_000); n++) {
		const bytes = new Uint8Array(random.below(200));
		for (let i = 0; i < bytes.length; i++) bytes[i] = random.int32();
		// Half of them begin as a model does.
		if (n % 2) bytes.set(files[0].subarray(0, Math.min(bytes.length, 12)));
		feed(bytes);
	}
	assert.is(counts.get("accepted"), undefined);
});

test("40,000 changed files are refused: the check sees what the fields do not show", () => {
	const random = new Random(2);
	const before = counts.get("accepted") ?? 0;
	let unchanged = 0;
	for (let n = 0; n < rounds(40_000); n++) {
		const file = files[n % 8 === 0 ? 1 : 0];
		const bytes = mutate(file, random);
		if (Buffer.compare(bytes, file) === 0) unchanged++;
		feed(bytes);
	}
	assert.is((counts.get("accepted") ?? 0) - before, unchanged);
});

test("40,000 changed files with a right check are a valid model or refused with a typed error", () => {
	const random = new Random(3);
	for (let n = 0; n < rounds(40_000); n++) {
		const file = files[n % 8 === 0 ? 1 : 0];
		feed(sealed(mutate(file.subarray(0, -CHECK_BYTES), random)));
	}
	for (const code of ["accepted", "model-damaged", "model-version", "model-field", "model-size"])
		assert.ok((counts.get(code) ?? 0) >= rounds(20), `${code} was met ${counts.get(code) ?? 0} times`);
	process.stdout.write(`\nmeasured: ${[...counts].map(([code, count]) => `${code} ${count}`).join(", ")}\n`);
});

test.run();
