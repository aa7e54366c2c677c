import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KeyValueStore } from "../../../firmware/hardware";
import { Random } from "../../../firmware/math/random";
import { TwoSlotRecord } from "../../../firmware/storage/two-slot-record";
import { PowerCut } from "../../../host-sim/node/faulty-flash";
import { rounds } from "../../support/rounds";

/** A store that loses its power within a write, every so often, and keeps whatever it had done. */
class FaultyStore implements KeyValueStore {
	readonly values = new Map<string, ArrayBuffer>();
	readonly #random: Random;
	writesLeft = Number.POSITIVE_INFINITY;

	constructor(random: Random) {
		this.#random = random;
	}
	read(key: string): ArrayBuffer | undefined {
		return this.values.get(key);
	}
	write(key: string, value: string | ArrayBuffer): void {
		const bytes = new Uint8Array(value as ArrayBuffer);
		if (this.writesLeft-- > 0) {
			this.values.set(key, bytes.slice().buffer);
			return;
		}
		const done = this.#random.below(bytes.length + 1);
		const old = new Uint8Array(this.values.get(key) ?? new ArrayBuffer(0));
		const torn = Uint8Array.from({ length: this.#random.below(2) ? bytes.length : done }, (_, i) =>
			i < done ? bytes[i] : (old[i] ?? this.#random.int32()),
		);
		this.values.set(key, torn.buffer);
		throw new PowerCut("in a write");
	}
	delete(key: string): void {
		this.values.delete(key);
	}
}

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

test("what was written last is read, also by the next boot", () => {
	const store = new FaultyStore(new Random(1));
	const record = new TwoSlotRecord(store, "set");
	assert.is(record.read(), undefined);
	for (const value of ["one", "two", "", "four"]) {
		record.write(Uint8Array.from(Buffer.from(value)));
		assert.is(text(record.read()), value);
		assert.is(text(new TwoSlotRecord(store, "set").read()), value);
	}
	assert.equal([...store.values.keys()].sort(), ["set.0", "set.1"]);
});

test("a value of another kind, or one that is not ours, is no value", () => {
	const store = new FaultyStore(new Random(1));
	store.values.set("set.0", Uint8Array.of(1, 2, 3).buffer);
	store.values.set("set.1", new Uint8Array(40).buffer);
	assert.is(new TwoSlotRecord(store, "set").read(), undefined);
});

test("10,000 power cuts within a write: the settings are the new ones or the ones before", () => {
	const random = new Random(99);
	const store = new FaultyStore(random);
	let expected: string | undefined;
	let undecided: string | undefined;
	let number = 0;
	for (let cut = 0; cut < rounds(10_000); cut++) {
		const record = new TwoSlotRecord(store, "set");
		const found = text(record.read());
		assert.ok(found === expected || found === undecided, `${found} instead of ${expected} or ${undecided}`);
		expected = found;
		undecided = undefined;
		store.writesLeft = random.below(4);
		try {
			for (;;) {
				undecided = `rate=${++number}`;
				record.write(Uint8Array.from(Buffer.from(undecided)));
				expected = undecided;
			}
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
		}
	}
});

test.run();
