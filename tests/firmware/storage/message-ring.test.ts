import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { type Gap, MAXIMUM_GAPS } from "../../../firmware/storage/gap-list";
import { MessageRing } from "../../../firmware/storage/message-ring";
import { StorageError } from "../../../firmware/storage/storage-error";
import { FaultyFlash, PowerCut } from "../../../host-sim/node/faulty-flash";
import { rounds } from "../../support/rounds";

const BLOCK = 512;

const payloads = new Map<number, Uint8Array>();

function payloadOf(boot: number, sequence: number): Uint8Array {
	const key = boot * 100_000 + sequence;
	const payload = payloads.get(key) ?? makePayload(boot, sequence);
	payloads.set(key, payload);
	return payload;
}

function makePayload(boot: number, sequence: number): Uint8Array {
	const random = new Random(boot * 1000 + sequence);
	return Uint8Array.from({ length: 20 + (sequence % 40) }, () => random.int32());
}

/** Everything that can be claimed, as sequence numbers; the ring is then to be thrown away. */
function drain(ring: MessageRing): number[] {
	const sequences: number[] = [];
	for (let message = ring.claim(); message; message = ring.claim()) {
		assert.equal(message.payload, payloadOf(message.boot, message.sequence));
		sequences.push(message.sequence);
	}
	return sequences;
}

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function flashOf(blocks: number): FaultyFlash {
	return new FaultyFlash(blocks, BLOCK, new Random(7));
}

function fill(ring: MessageRing, first: number, last: number, boot = 1): void {
	for (let sequence = first; sequence <= last; sequence++) ring.append(payloadOf(boot, sequence), boot, sequence);
}

test("messages come out as they went in, oldest first, also after a restart", () => {
	const flash = flashOf(8);
	const ring = new MessageRing(flash);
	fill(ring, 1, 12);
	assert.is(ring.size, 12);
	assert.equal(drain(ring), range(1, 12));
	const again = new MessageRing(flash);
	assert.is(again.size, 12);
	fill(again, 13, 14);
	assert.equal(drain(again), range(1, 14));
	assert.equal(again.gaps, []);
});

test("what is settled does not come back, what is only claimed does", () => {
	const flash = flashOf(8);
	const ring = new MessageRing(flash);
	fill(ring, 1, 6);
	const [one, two, three] = [ring.claim()!, ring.claim()!, ring.claim()!];
	ring.settle(two.place);
	ring.unclaim(one.place);
	assert.is(ring.claim()!.sequence, 1);
	assert.is(ring.claim()!.sequence, 4);
	ring.settle(three.place);
	assert.is(ring.size, 4);
	assert.equal(drain(new MessageRing(flash)), [1, 4, 5, 6]);
});

test("what the broker refuses is parked: kept, counted, not handed out", () => {
	const flash = flashOf(8);
	const ring = new MessageRing(flash);
	fill(ring, 1, 3);
	ring.park(ring.claim()!.place);
	assert.equal([ring.size, ring.parked], [2, 1]);
	const again = new MessageRing(flash);
	assert.equal([again.size, again.parked], [2, 1]);
	assert.equal(drain(again), [2, 3]);
});

test("a full ring gives up its oldest block and says exactly what was in it", () => {
	const flash = flashOf(4);
	const ring = new MessageRing(flash);
	fill(ring, 1, 60);
	const first = 60 - ring.size + 1;
	assert.ok(first > 1);
	assert.equal(ring.gaps, [{ boot: 1, first: 1, last: first - 1, count: first - 1 }]);
	const again = new MessageRing(flash);
	assert.equal(again.gaps, ring.gaps);
	assert.equal(drain(again), range(first, 60));
	assert.equal(again.tellGap(), ring.gaps[0]);
	again.endTelling(true);
	assert.equal(again.gaps, []);
	assert.equal(new MessageRing(flash).gaps, [], "a gap is told once");
});

test("a message that was delivered is not in a gap: the ranges before and behind it are two", () => {
	const ring = new MessageRing(flashOf(4));
	fill(ring, 1, 3);
	ring.claim();
	ring.settle(ring.claim()!.place);
	fill(ring, 4, 40);
	const [before, behind] = ring.gaps;
	assert.is(ring.gaps.length, 2);
	assert.equal(before, { boot: 1, first: 1, last: 1, count: 1 });
	assert.is(behind.first, 3);
	assert.is(behind.count, behind.last - behind.first + 1);
});

test("a gap that is being told does not grow: what is dropped meanwhile is the next one", () => {
	const ring = new MessageRing(flashOf(4));
	fill(ring, 1, 40);
	const told = { ...ring.tellGap()! };
	fill(ring, 41, 60);
	assert.equal(ring.gaps[0], told);
	ring.endTelling(true);
	assert.is(ring.gaps.length, 1);
	assert.is(ring.gaps[0].first, told.last + 1);
	assert.equal(drain(ring), range(ring.gaps[0].last + 1, 60));
});

test("a message that is given up while it is under way, and delivered after all, is in no gap", () => {
	const ring = new MessageRing(flashOf(4));
	fill(ring, 1, 3);
	const [one, two, three] = [ring.claim()!, ring.claim()!, ring.claim()!];
	fill(ring, 4, 40);
	assert.is(ring.tellGap(), undefined, "nothing is told while something under way may still arrive");
	ring.settle(two.place);
	ring.unclaim(three.place);
	const [first, rest] = ring.gaps;
	assert.equal(first, { boot: 1, first: 1, last: 1, count: 1 });
	assert.is(rest.first, 3);
	assert.is(ring.tellGap(), undefined, "the first one is still under way");
	ring.settle(one.place);
	assert.equal(ring.gaps, [rest]);
	assert.is(ring.tellGap(), rest);
});

test("a place is never used again: settling a message that is long gone does nothing to the one that is there now", () => {
	const ring = new MessageRing(flashOf(3));
	fill(ring, 1, 1);
	const { place } = ring.claim()!;
	const seen = new Set([place]);
	for (let sequence = 2; sequence <= 60; sequence++) {
		const next = ring.append(payloadOf(1, 1), 1, sequence, true);
		assert.not(seen.has(next));
		seen.add(next);
	}
	const before = ring.size;
	ring.settle(place);
	assert.is(ring.size, before);
});

test("flash that takes nothing changes nothing: nothing is given up, and what is delivered is not handed out again", () => {
	const flash = flashOf(4);
	const ring = new MessageRing(flash);
	let sequence = 0;
	do fill(ring, ++sequence, sequence);
	while (ring.gaps.length === 0);
	const { size } = ring;
	const [{ last }] = ring.gaps;
	flash.isRefusing = true;
	let refused = 0;
	for (let more = 1; more <= 30; more++)
		try {
			fill(ring, sequence + more, sequence + more);
		} catch {
			refused++;
			ring.drop(1, sequence + more);
		}
	assert.is(refused, 30);
	assert.is(ring.size, size);
	assert.equal(
		ring.gaps.map(gap => [gap.first, gap.last, gap.count]),
		[
			[1, last, last],
			[sequence + 1, sequence + 30, 30],
		],
	);
	const one = ring.claim()!;
	const two = ring.claim()!;
	assert.throws(() => ring.settle(one.place));
	ring.unclaim(two.place);
	assert.is(ring.claim()!.sequence, two.sequence, "not the one that is delivered");
	flash.isRefusing = false;
	ring.settle(two.place);
	assert.equal(drain(new MessageRing(flash)), range(two.sequence + 1, sequence), "the marks were made up for");
});

test("damaged records are told as gaps, however many there are, and after a power cut too", () => {
	const flash = flashOf(8);
	fill(new MessageRing(flash), 1, 24);
	for (let sequence = 2; sequence <= 24; sequence++) {
		const payload = payloadOf(1, sequence);
		const start = flash.bytes.findIndex((_byte, at) => payload.every((byte, i) => flash.bytes[at + i] === byte));
		assert.ok(start > 0);
		flash.bytes[start + payload.findIndex(byte => byte !== 0)] = 0;
	}
	const ring = new MessageRing(flash);
	assert.equal(drain(ring), [1]);
	assert.is(ring.gaps.length, MAXIMUM_GAPS);
	const again = new MessageRing(flash);
	const told: number[] = [];
	assert.equal(drain(again), [1]);
	for (let gap = again.tellGap(); gap; gap = again.tellGap()) {
		told.push(gap.first);
		again.endTelling(true);
		assert.is(again.claim(), undefined);
	}
	assert.equal(told, range(2, 24));
	assert.equal(drain(new MessageRing(flash)), [1]);
	assert.equal(new MessageRing(flash).gaps, []);
});

test("gaps of many boots: the oldest are put together and still counted", () => {
	const ring = new MessageRing(flashOf(3));
	const boots = 2 * MAXIMUM_GAPS;
	for (let boot = 1; boot <= boots; boot++) fill(ring, 1, 20, boot);
	assert.ok(ring.gaps.length <= MAXIMUM_GAPS);
	const counted = ring.gaps.reduce((sum, { count }) => sum + count, 0);
	assert.is(counted + ring.size, boots * 20);
});

test("a claimed message whose block is given up can be settled late without harm", () => {
	const flash = flashOf(3);
	const ring = new MessageRing(flash);
	fill(ring, 1, 2);
	const { place } = ring.claim()!;
	fill(ring, 3, 30);
	const before = flash.bytes.slice();
	ring.settle(place);
	ring.park(place);
	assert.equal(flash.bytes, before);
});

test("a message too long for a block is refused and the ring goes on", () => {
	const ring = new MessageRing(flashOf(3));
	assert.throws(
		() => ring.append(new Uint8Array(ring.capacity + 1), 1, 1),
		(error: unknown) => error instanceof StorageError && error.code === "storage-size",
	);
	ring.append(new Uint8Array(ring.capacity), 1, 2);
	assert.is(ring.claim()!.payload.length, ring.capacity);
});

test("a partition that is no ring is refused", () => {
	const isLayout = (error: unknown) => error instanceof StorageError && error.code === "storage-layout";
	assert.throws(() => new MessageRing(new FaultyFlash(1, BLOCK, new Random(1))), isLayout);
	assert.throws(() => new MessageRing(new FaultyFlash(4, 128, new Random(1))), isLayout);
});

test("wear is even: a thousand messages erase each block about as often", () => {
	const flash = flashOf(8);
	const ring = new MessageRing(flash);
	for (let sequence = 1; sequence <= 1000; sequence++) {
		const place = ring.append(payloadOf(1, sequence), 1, sequence, true);
		ring.settle(place);
	}
	assert.is(ring.size, 0);
	assert.equal(ring.gaps, []);
	assert.ok(Math.max(...flash.erased) - Math.min(...flash.erased) <= 1, flash.erased.join(" "));
});

test("10,000 power cuts at any instant: nothing kept is lost unsaid, nothing settled comes back", () => {
	const random = new Random(2024);
	const flash = new FaultyFlash(4, 384, random);
	/** Kept, and neither settled nor told as dropped, as far as the firmware knew when the power went. */
	const kept = new Set<number>();
	/** Begun when the power went: may be there, or dropped and counted, or not. */
	const unsure = new Set<number>();
	let sequence = 0;
	let cuts = 0;
	const check = (): void => {
		const ring = new MessageRing(flash);
		const there = drain(ring);
		const set = new Set(there);
		assert.ok(
			there.every((value, at) => at === 0 || value > there[at - 1]),
			"in order",
		);
		for (const value of there) assert.ok(kept.has(value) || unsure.has(value), `${value} came back`);
		for (const gap of ring.gaps) checkGap(gap, set);
		for (const value of kept)
			assert.ok(
				set.has(value) || ring.gaps.some(({ first, last }) => value >= first && value <= last),
				`${value} is lost unsaid`,
			);
		for (const value of unsure) if (set.has(value)) kept.add(value);
	};
	const checkGap = ({ first, last, count }: Gap, there: ReadonlySet<number>): void => {
		let sure = 0;
		let possible = 0;
		for (let value = first; value <= last; value++) {
			if (kept.has(value) && !there.has(value)) sure++;
			else if (unsure.has(value)) possible++;
		}
		assert.ok(
			count >= sure && count <= sure + possible,
			`${count} of ${first}..${last}, ${sure} to ${sure + possible} are right`,
		);
	};
	const tell = ({ first, last }: Gap): void => {
		for (let value = first; value <= last; value++) kept.delete(value);
	};
	while (cuts < rounds(10_000)) {
		flash.left = Number.POSITIVE_INFINITY;
		check();
		const ring = new MessageRing(flash);
		flash.left = random.below(600);
		let telling: Gap | undefined;
		try {
			for (;;) {
				const choice = random.below(10);
				if (choice < 6) {
					unsure.add(++sequence);
					ring.append(payloadOf(1, sequence), 1, sequence);
					unsure.delete(sequence);
					kept.add(sequence);
				} else if (choice < 9) {
					const message = ring.claim();
					if (!message) continue;
					kept.delete(message.sequence);
					unsure.add(message.sequence);
					ring.settle(message.place);
					unsure.delete(message.sequence);
				} else if (ring.gaps.length > 0) {
					telling = { ...ring.tellGap()! };
					ring.endTelling(true);
					tell(telling);
					telling = undefined;
				}
			}
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
			cuts++;
			flash.left = Number.POSITIVE_INFINITY;
			if (telling && new MessageRing(flash).gaps[0]?.first !== telling.first) tell(telling);
		}
	}
	process.stdout.write(`measured: ${cuts} power cuts, ${sequence} messages, ${flash.erased.join("+")} blocks erased\n`);
});

test.run();
