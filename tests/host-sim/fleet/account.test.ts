import { test } from "uvu";
import * as assert from "uvu/assert";
import { Account, type Judgement } from "../../../host-sim/fleet/account";

const BOOT = 7;

/** An account of results 1 to `count`, made with a connection. */
function made(count: number, isOnline = true): Account {
	const account = new Account();
	for (let sequence = 1; sequence <= count; sequence++) account.made(BOOT, sequence, sequence, isOnline);
	return account;
}

/** What of a judgement is not 0, beside the counts of what is well. */
function faults(account: Account): Partial<Judgement> {
	const { made: _made, acknowledged, received, late, gaps, ...rest } = account.judge();
	return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== 0));
}

test("what is acknowledged and seen is well; what is acknowledged and not seen is lost", () => {
	const account = made(2);
	for (const sequence of [1, 2]) account.acknowledged(BOOT, sequence);
	account.saw(BOOT, 1, 1, false);
	assert.equal(faults(account), { lost: 1 });
	account.saw(BOOT, 2, 2, false);
	assert.equal(faults(account), {});
});

test("what is neither seen nor told is unsaid, unless it was in memory when the power went", () => {
	const account = made(1);
	assert.equal(faults(account), { unsaid: 1 });
	account.cut(BOOT);
	assert.equal(faults(account), { withPower: 1 });
	const offline = made(1, false);
	offline.cut(BOOT);
	assert.equal(faults(offline), { unsaid: 1 });
	const refused = new Account();
	refused.made(BOOT, 1, 1, false, true);
	assert.equal(faults(refused), { unsaid: 1 }, "flash took nothing: then it has to be told");
	refused.cut(BOOT);
	assert.equal(faults(refused), { withPower: 1 }, "and the power went with the memory that knew it");
});

test("a gap holds dropped results only, each once", () => {
	const told = (first: number, last: number, count = last - first + 1) => ({ boot: BOOT, first, last, count });
	const account = made(4, false);
	account.sawGap(told(1, 2));
	account.sawGap(told(1, 4));
	assert.equal(faults(account), { dropped: 4 }, "a record that has grown takes the place of the one before");
	account.sawGap(told(3, 4));
	assert.equal(faults(account), { dropped: 4, wrongGaps: 2 });
	const seen = made(2, false);
	seen.saw(BOOT, 1, 1, true);
	seen.sawGap(told(1, 2));
	assert.equal(faults(seen), { dropped: 2, wrongGaps: 1 });
	const loose = made(3, false);
	loose.sawGap(told(1, 3, 2));
	assert.is(loose.judge().wrongGaps, 1, "a range that says that not all of it was dropped");
	const strange = made(1);
	strange.saw(BOOT, 1, 1, false);
	strange.sawGap(told(2, 2));
	assert.equal(faults(strange), { wrongGaps: 1 });
});

test("what was made without a connection is history; what nothing was in the way of is not", () => {
	const offline = made(1, false);
	offline.saw(BOOT, 1, 1, false);
	assert.equal(faults(offline), { wrongMarks: 1 });
	const online = made(1);
	online.acknowledged(BOOT, 1);
	online.saw(BOOT, 1, 1, true);
	assert.equal(faults(online), { wrongMarks: 1 });
	const interrupted = made(1);
	interrupted.offline(BOOT);
	interrupted.saw(BOOT, 1, 1, true);
	assert.equal(faults(interrupted), {});
});

test("a repetition is the same bytes; others are altered, and so is what nobody made", () => {
	const account = made(1);
	account.saw(BOOT, 1, 1, false);
	account.saw(BOOT, 1, 1, false);
	assert.equal(faults(account), { repeated: 1 });
	account.saw(BOOT, 1, 9, false);
	account.saw(BOOT, 2, 2, false);
	account.saw(BOOT + 1, 1, 1, false);
	assert.equal(faults(account), { repeated: 2, altered: 3 });
});

test("what was being written when the power went may be there", () => {
	const account = made(1);
	account.acknowledged(BOOT, 1);
	account.saw(BOOT, 1, 1, false);
	account.cut(BOOT);
	account.saw(BOOT, 2, 5, true);
	assert.equal(faults(account), {});
	account.saw(BOOT, 3, 6, true);
	account.saw(BOOT, 4, 6, true);
	assert.ok(faults(account).altered);
});

test.run();
