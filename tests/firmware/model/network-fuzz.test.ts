import { test } from "uvu";
import * as assert from "uvu/assert";
import { crc32 } from "../../../firmware/math/crc32";
import { Random } from "../../../firmware/math/random";
import { ModelError } from "../../../firmware/model/model-error";
import { parseNetwork } from "../../../firmware/model/network-format";
import { encodeNetwork } from "../../../host-sim/toolchain/network/encode-network";
import { rounds } from "../../support/rounds";
import { tinyNetwork } from "../../support/tiny-network";

const file = encodeNetwork(tinyNetwork());
const CHECK_BYTES = 5;
const counts = new Map<string, number>();

/** A network's file is refused with a ModelError, or it is a network and the encoder writes the very same bytes. */
function feed(bytes: Uint8Array): void {
	let outcome = "accepted";
	try {
		const model = parseNetwork(bytes);
		assert.ok(Buffer.compare(encodeNetwork(model), bytes) === 0);
	} catch (error) {
		if (!(error instanceof ModelError)) throw error;
		assert.ok(error.message.length < 1500);
		outcome = error.code;
	}
	counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

// a stack of each of 100,000 refusals would take most of the time
Error.stackTraceLimit = 0;

const scratch = new Uint8Array(file.length + 64);

/** One to three changes: a bit, a byte, one up or down, bytes less or more. */
function mutate(bytes: Uint8Array, random: Random): Uint8Array {
	scratch.set(bytes);
	let length = bytes.length;
	for (let changes = 1 + random.below(3); changes > 0 && length > 0; changes--) {
		const at = random.below(length);
		const kind = random.below(5);
		if (kind === 0) scratch[at] ^= 1 << random.below(8);
		else if (kind === 1) scratch[at] = random.int32();
		else if (kind === 2) scratch[at] += random.below(2) ? 1 : 255;
		else if (kind === 3) {
			const gone = Math.min(length - at, 1 + random.below(4));
			scratch.copyWithin(at, at + gone, length);
			length -= gone;
		} else {
			scratch.copyWithin(at + 1, at, length++);
			scratch[at] = random.int32();
		}
	}
	return scratch.subarray(0, length);
}

function sealed(body: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(body.length + CHECK_BYTES);
	bytes.set(body);
	bytes[body.length] = 0x1a;
	new DataView(bytes.buffer).setUint32(body.length + 1, crc32(body));
	return bytes;
}

test("80,000 changed files are refused: the check sees what the fields do not show", () => {
	const random = new Random(2);
	let unchanged = 0;
	for (let n = 0; n < rounds(80_000); n++) {
		const bytes = mutate(file, random);
		if (Buffer.compare(bytes, file) === 0) unchanged++;
		feed(bytes);
	}
	assert.is(counts.get("accepted") ?? 0, unchanged);
});

test("20,000 changed files with a right check are a valid network or refused with a typed error", () => {
	const random = new Random(3);
	const body = file.subarray(0, -CHECK_BYTES);
	const began = performance.now();
	for (let n = 0; n < rounds(20_000); n++) feed(sealed(mutate(body, random)));
	for (const code of ["accepted", "model-damaged", "model-version", "model-field", "model-size"])
		assert.ok((counts.get(code) ?? 0) >= rounds(20), `${code} was met ${counts.get(code) ?? 0} times`);
	process.stdout.write(
		`\nmeasured: ${[...counts].map(([code, count]) => `${code} ${count}`).join(", ")}; 20,000 with a right check in ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
	);
});

test.run();
