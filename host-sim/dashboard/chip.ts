import { CimError } from "../../firmware/errors";
import { parseModel } from "../../firmware/model/format";
import { parseNetwork } from "../../firmware/model/network-format";
import type { FrameReport } from "../../firmware/report";
import { AdjustableFmcCore } from "../conditions/adjustable-fmc-core";
import type { AdjustableNeurramCore } from "../conditions/adjustable-neurram-core";
import { ActionError, numberField, textField } from "./action-fields";
import type { ChipFact, ConditionsFact } from "./chip-protocol";
import type { Hub } from "./hub";
import type { PageLog } from "./page-log";
import { lettersChipFact } from "./probes/letters-chip";
import { NetworkChipProbe } from "./probes/network-chip";
import type { Rig } from "./rig";

/** Milliseconds between two facts at least: no eye sees more. */
const LEAST_INTERVAL = 60;
/** Milliseconds between two attempts to reach a device that is at work, and until it is given up. */
const ATTEMPT = 20;
const PATIENCE = 60_000;

/** Makes what is told of the chip in a frame; undefined where it did nothing. */
interface ChipProbe {
	isLooking: boolean;
	take(report: FrameReport, at: number): ChipFact | undefined;
}

/**
 * Tells what the chip holds and does while a page looks, and lets a page change its conditions.
 * @param clock milliseconds
 */
export function produceChip(hub: Hub, rig: Rig, log: PageLog, clock = () => performance.now()): void {
	let probe: ChipProbe | undefined;
	let told = Number.NEGATIVE_INFINITY;
	let isProgramming = false;
	let programmed: string | undefined;
	/** What the conditions were when they were told last. */
	let toldConditions = "";

	function fitted(): void {
		const { core, outfit } = rig;
		// a device that is only about to start has a chip soon
		if (!core && rig.isOpen) return;
		if (!core)
			hub.publish({
				...{ kind: "chip", at: Date.now(), chip: "none" },
				why: `The chip is inside the engine ${rig.options.engine} with the firmware, where nobody can look. Start with --engine node to see it.`,
			});
		else if (core instanceof AdjustableFmcCore) probe = lettersProbe(core, parseModel(outfit.modelFile));
		else probe = new NetworkChipProbe(core, parseNetwork(outfit.modelFile));
		if (probe) probe.isLooking = hub.isWanted("chip");
		tellConditions();
	}

	function tellConditions(): void {
		const { core } = rig;
		if (!core) return;
		const conditions = core.conditions.map(condition => ({ ...condition, value: core.condition(condition.name) }));
		const fact: ConditionsFact = {
			...{ kind: "conditions", at: Date.now(), conditions, wantsProgramming: core.wantsProgramming },
			...{ programming: isProgramming, programmed },
		};
		toldConditions = stateOf(core);
		hub.publish(fact);
	}

	async function program(): Promise<void> {
		if (isProgramming) throw new ActionError("the weights are being programmed already");
		isProgramming = true;
		tellConditions();
		log.add("you", "plain", "the weights are programmed again");
		try {
			programmed = await programAgain(rig);
		} finally {
			isProgramming = false;
			tellConditions();
		}
		const { words, mood } = programmed
			? { words: `after programming: ${programmed}`, mood: "bad" as const }
			: { words: "programmed; the chip knows the known answer", mood: "good" as const };
		log.add("device", mood, words);
	}

	hub.onInterest("chip", isWanted => {
		if (probe) probe.isLooking = isWanted;
	});
	rig.observers.add({
		onReport(report) {
			if (!hub.isWanted("chip")) return;
			const { core } = rig;
			// programming has made the cells new, say
			if (core && stateOf(core) !== toldConditions) tellConditions();
			const now = clock();
			if (!probe || now - told < LEAST_INTERVAL) return;
			const fact = probe.take(report, Date.now());
			if (!fact) return;
			told = now;
			hub.publish(fact);
		},
	});
	hub.handle("adjust", fields => {
		const { core } = rig;
		if (!core) throw new ActionError("there is no chip here whose conditions could be changed");
		const name = textField(fields, "name", 40);
		const value = numberField(fields, "value", -1e15, 1e15);
		try {
			core.adjust(name, value);
		} catch (error) {
			if (error instanceof RangeError) throw new ActionError(error.message);
			throw error;
		}
		tellConditions();
	});
	hub.handle("as-published", () => {
		const { core } = rig;
		if (!core) throw new ActionError("there is no chip here whose conditions could be changed");
		// cells do not get younger by being told so: programming makes them new
		for (const { name, published } of core.conditions)
			if (published >= core.condition(name) || name !== "age" || core instanceof AdjustableFmcCore)
				core.adjust(name, published);
		log.add("you", "plain", "the chip's conditions are the published ones");
		tellConditions();
		if (core.condition("age") > core.conditions.find(({ name }) => name === "age")!.published)
			throw new ActionError("all but the age: time only goes on. Program again, and the cells are new.");
	});
	hub.handle("program", program);
	rig.onFitted.add(fitted);
	fitted();
}

function lettersProbe(core: AdjustableFmcCore, model: ReturnType<typeof parseModel>): ChipProbe {
	return { isLooking: false, take: (report, at) => lettersChipFact(core, model, report, at) };
}

function stateOf(core: AdjustableFmcCore | AdjustableNeurramCore): string {
	return `${core.wantsProgramming} ${core.conditions.map(({ name }) => core.condition(name)).join(" ")}`;
}

/** Has the firmware bring the chip up anew, weights and all; resolves to "", or to what went wrong. */
async function programAgain({ runtime, outfit }: Rig): Promise<string> {
	if (!runtime) return "the device has not started yet";
	const until = performance.now() + PATIENCE;
	for (;;) {
		try {
			if (outfit.kind === "letters")
				return await new Promise<string>((resolve, reject) => {
					runtime.reopen(error => resolve(error?.message ?? ""));
					setTimeout(() => reject(new ActionError("the device did not answer in time")), PATIENCE).unref();
				});
			// a network that its chip still knows would not be programmed again: the device takes the model anew
			runtime.load(outfit.modelFile);
			break;
		} catch (error) {
			if (!(error instanceof CimError) || error.code !== "busy") throw error;
			if (performance.now() > until) return error.message;
			await pause();
		}
	}
	for (;;) {
		const { chip, missing } = runtime.describe();
		if (chip) return "";
		const accelerator = missing.find(({ part }) => part === "accelerator");
		if (accelerator) return accelerator.reason;
		if (performance.now() > until) return "the chip was not ready in time";
		await pause();
	}
}

function pause(): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, ATTEMPT));
}
