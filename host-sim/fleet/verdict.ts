import { type Judgement, SOUND } from "./account";
import type { Crew } from "./crew";
import type { Member } from "./member";
import type { Scenario } from "./scenario";

/** What came of one device. */
export interface MemberVerdict extends Judgement {
	device: string;
	/** Connections after the first one. */
	reconnects: number;
	/** How often the power went. */
	cuts: number;
	/** Frames that a fault of a part spoilt. */
	faults: number;
	/** Most results that were in flash, and messages in memory, of those times it was asked. */
	mostKept: number;
	mostPending: number;
	/** Results in flash and ranges not told when all was over. */
	left: number;
	/** What is not as it must be, in words; empty where all is. */
	wrong: string[];
}

type Numbers = { [Key in keyof MemberVerdict as MemberVerdict[Key] extends number ? Key : never]: number };

/** Sums over all devices, but the largest where the name begins with `most`. */
export type Totals = Numbers;

const WORDS: Record<(typeof SOUND)[number], string> = {
	lost: "acknowledged and not received",
	unsaid: "neither received nor told as dropped",
	wrongGaps: "in gap records that are not exact",
	wrongMarks: "marked as history or not, wrongly",
	altered: "received that the device had not made so",
};

/** Judges a device when everything is over. */
export function judgeMember(fleet: Crew, member: Member, peak: { kept: number; pending: number }): MemberVerdict {
	const judgement = member.account.judge();
	const { device, counts } = member;
	const answer = fleet.outboxes.get(device);
	const wrong: string[] = [];
	for (const name of SOUND) if (judgement[name] > 0) wrong.push(`${judgement[name]} ${WORDS[name]}`);
	if (member.keepsAlways && judgement.withPower > counts.refusedCuts)
		wrong.push(`${judgement.withPower} lost with the power though every result is kept first`);
	if (judgement.parked > 0) wrong.push(`${judgement.parked} parked though the broker refuses none`);
	const status = fleet.status(device);
	if (!member.isOnline || status !== "online") wrong.push(`its status is ${JSON.stringify(status)} at the end`);
	const left = answer ? answer.kept + answer.gaps + answer.pending : 0;
	if (!answer || answer.at < fleet.askedAt) wrong.push("it does not answer at the end");
	else if (left > 0) wrong.push(`${left} messages and gaps are still there at the end`);
	return {
		...judgement,
		device,
		reconnects: Math.max(0, counts.online - 1),
		cuts: counts.cuts,
		faults: counts.faults,
		mostKept: peak.kept,
		mostPending: peak.pending,
		left,
		wrong,
	};
}

export function totalsOf(verdicts: readonly MemberVerdict[]): Totals {
	const totals = {} as Totals;
	for (const verdict of verdicts)
		for (const [name, value] of Object.entries(verdict)) {
			if (typeof value !== "number") continue;
			const key = name as keyof Totals;
			const before = totals[key] ?? 0;
			totals[key] = name.startsWith("most") ? Math.max(before, value) : before + value;
		}
	return totals;
}

/** What the scenario should have shown and did not. */
export function missing({ shows }: Scenario, totals: Totals): string[] {
	return shows.filter(name => totals[name] === 0).map(name => `no device shows ${name}: the faults did not reach them`);
}
