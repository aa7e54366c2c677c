import { Fleet } from "./fleet";
import { heapAfterCollection } from "./heap";
import type { Scenario } from "./scenario";
import { judgeMember, type MemberVerdict, missing, type Totals, totalsOf } from "./verdict";

export interface RunOptions {
	devices: number;
	seed: number;
	/** Milliseconds between a camera's frames. */
	interval: number;
	/** Virtual milliseconds in which faults happen. */
	span: number;
	/** Virtual milliseconds that the devices have at the end to send what they have left. */
	patience?: number;
	/** Measures the heap at the quarters. */
	measuresHeap?: boolean;
	/** Told now and then, with the virtual milliseconds that have passed. */
	onProgress?(passed: number, fleet: Fleet): void;
}

export interface ScenarioReport {
	scenario: Scenario;
	devices: number;
	seed: number;
	interval: number;
	/** Virtual milliseconds until all was drained, faults and rest. */
	duration: number;
	span: number;
	totals: Totals;
	verdicts: MemberVerdict[];
	/** What is not as it must be, in words: empty where all is. */
	wrong: string[];
	/** Messages that the witness got, and their digest. */
	messages: number;
	digest: string;
	/** Bytes of heap in use after a collection, at the end of each quarter of the span. */
	heap: number[];
	/** Seconds of this machine's processor. */
	processor: number;
}

/** Blocks of 4096 bytes of an outbox, where a scenario says nothing else: a quarter of a device's partition. */
const BLOCKS = 16;
/** Milliseconds that pass between two looks at the progress. */
const STEP = 1000;
/** Frames go on for so long after the faults are over, milliseconds. */
const AFTERMATH = 15_000;
/** Milliseconds between two questions about the outbox at the end, and how long they go on at most: a full outbox takes minutes. */
const QUESTION = 10_000;
const PATIENCE = 30 * 60_000;

/** Runs a scenario in virtual time and judges it: the same options give the same report, but for heap and processor. */
export function runScenario(scenario: Scenario, options: RunOptions): ScenarioReport {
	const { devices, seed, interval, span, patience = PATIENCE, onProgress } = options;
	const started = process.cpuUsage();
	const fleet = new Fleet({ devices, seed, interval, outbox: "offline", blocks: BLOCKS, ...scenario.devices });
	const { time } = fleet;
	const peaks = new Map(fleet.members.map(({ device }) => [device, { kept: 0, pending: 0 }]));
	const heap: number[] = [];
	scenario.script(fleet, span);
	const pass = (milliseconds: number): void => {
		for (const end = time.milliseconds + milliseconds; time.milliseconds < end; ) {
			time.advanceTo(Math.min(end, time.milliseconds + STEP));
			onProgress?.(time.milliseconds, fleet);
		}
		for (const [device, { kept, pending }] of fleet.outboxes) {
			const peak = peaks.get(device)!;
			peak.kept = Math.max(peak.kept, kept);
			peak.pending = Math.max(peak.pending, pending);
		}
	};
	for (let quarter = 1; quarter <= 4; quarter++) {
		pass(Math.round((span * quarter) / 4) - time.milliseconds);
		fleet.ask();
		if (options.measuresHeap) heap.push(heapAfterCollection());
	}
	fleet.heal();
	const before = fleet.members.map(({ counts }) => counts.results);
	pass(AFTERMATH + 3 * interval);
	fleet.rest();
	const end = time.milliseconds + patience;
	do {
		fleet.ask();
		pass(QUESTION);
	} while (time.milliseconds < end && !fleet.isDrained);
	const verdicts = fleet.members.map(member => judgeMember(fleet, member, peaks.get(member.device)!));
	const totals = totalsOf(verdicts);
	verdicts.forEach(({ wrong: words }, index) => {
		if (fleet.members[index].counts.results === before[index]) words.push("it makes no results any more");
	});
	const wrong = verdicts.flatMap(({ device, wrong: words }) => words.map(word => `${device}: ${word}`));
	const { user, system } = process.cpuUsage(started);
	return {
		...{ scenario, devices, seed, interval, span, totals, verdicts, heap },
		duration: time.milliseconds,
		wrong: [...wrong, ...missing(scenario, totals)],
		messages: fleet.messages,
		digest: fleet.digest(),
		processor: (user + system) / 1e6,
	};
}
