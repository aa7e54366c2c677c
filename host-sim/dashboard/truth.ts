import type { FrameReport } from "../../firmware/report";
import { AdjustableFmcCore } from "../conditions/adjustable-fmc-core";
import { wholeField } from "./action-fields";
import { askDevice, type Broker } from "./ask-device";
import type { KnownAnswer, TwinFact } from "./chip-protocol";
import type { Hub } from "./hub";
import { Confusion } from "./probes/confusion";
import { LettersTwin, NetworkTwin } from "./probes/digital-twin";
import { Histogram } from "./probes/histogram";
import type { Rig } from "./rig";

/** Known-answer tests that are kept. */
const KEPT = 200;
/** Milliseconds for a known-answer test: a network is programmed anew where it fails. */
const PATIENCE = 120_000;
/** Milliseconds between two facts at least. */
const LEAST_INTERVAL = 100;

/**
 * Holds the chip against exact arithmetic while a page looks: what both read, how far their scores lie apart, and against the
 * truth where that is known. Counts begin when the first page looks.
 * @param clock milliseconds
 */
export function produceTruth(hub: Hub, rig: Rig, clock = () => performance.now()): void {
	let counts: Counts | undefined;
	let told = Number.NEGATIVE_INFINITY;
	let missing = "";

	function begin(): void {
		counts = undefined;
		missing = "";
		if (!rig.core)
			missing = rig.isOpen
				? "The device has not started yet."
				: `What the chip was given is inside the engine ${rig.options.engine}: start with --engine node to hold it against exact arithmetic.`;
		else counts = new Counts(rig);
		tell(0, "", "");
	}

	function tell(sequence: number, exact: string, analog: string): void {
		hub.publish({ kind: "twin", at: Date.now(), sequence, missing, exact, analog, ...(counts?.told ?? NOTHING) });
	}

	hub.onInterest("twin", isWanted => {
		if (isWanted && !counts) begin();
	});
	rig.observers.add({
		onReport(report) {
			if (!counts || !hub.isWanted("twin")) return;
			const { result } = report;
			const exact = counts.take(report, rig.source.expected(result.frame));
			const now = clock();
			if (exact === undefined || now - told < LEAST_INTERVAL) return;
			told = now;
			tell(result.sequence, exact, result.text);
		},
	});
	hub.handle("count-anew", begin);
	rig.onFitted.add(begin);
}

const NOTHING: Omit<TwinFact, "kind" | "at" | "sequence" | "missing" | "exact" | "analog"> = {
	agreed: 0,
	verdicts: 0,
	errors: { histogram: new Uint32Array(1), range: 1, unit: "", mean: 0, deviation: 0, count: 0 },
};

/** What was counted of one chip and model. */
class Counts {
	readonly #twin: LettersTwin | NetworkTwin;
	readonly #stored: Uint8Array | undefined;
	readonly #errors: Histogram;
	readonly #confusion: Confusion;
	#agreed = 0;
	#verdicts = 0;

	constructor({ core, outfit }: Rig) {
		this.#twin =
			outfit.kind === "letters" ? new LettersTwin(outfit.modelFile, outfit.profile) : new NetworkTwin(outfit.modelFile);
		this.#stored = core instanceof AdjustableFmcCore ? core.codes[0] : undefined;
		this.#errors = new Histogram(this.#twin.bins, this.#twin.range);
		this.#confusion = new Confusion(this.#twin.labels);
	}

	get told(): Omit<TwinFact, "kind" | "at" | "sequence" | "missing" | "exact" | "analog"> {
		const { bins, range, mean, deviation, count } = this.#errors;
		const { labels, counts, right, total } = this.#confusion;
		return {
			agreed: this.#agreed,
			verdicts: this.#verdicts,
			errors: { histogram: bins.slice(), range, unit: this.#twin.unit, mean, deviation, count },
			confusion: total > 0 ? { labels, counts: counts.slice(), right, total } : undefined,
		};
	}

	/** Counts a frame in; what the twin reads, undefined where there was nothing to read. */
	take({ result, picture }: FrameReport, expected: string | undefined): string | undefined {
		const { kind, text, scores, unit = 1 } = result;
		if (kind !== "letters" && kind !== "network") return undefined;
		const twin = this.#twin;
		const exact = twin instanceof LettersTwin ? this.#stored && twin.read(this.#stored) : picture && twin.read(picture);
		if (!exact) return undefined;
		const isNetwork = kind === "network";
		let largest = 0;
		for (let n = 0; n < exact.scores.length; n++) largest = Math.max(largest, Math.abs(exact.scores[n]));
		for (let n = 0; n < scores.length; n++) {
			const error = scores[n] * unit - exact.scores[n];
			this.#errors.add(isNetwork ? (100 * error) / (largest || 1) : error);
		}
		const verdicts = isNetwork ? [text] : [...text];
		const exactly = isNetwork ? [exact.text] : [...exact.text];
		const truths = expected === undefined ? [] : isNetwork ? [expected] : [...expected];
		verdicts.forEach((verdict, at) => {
			this.#verdicts++;
			if (verdict === exactly[at]) this.#agreed++;
			if (truths[at] !== undefined) this.#confusion.add(truths[at], verdict);
		});
		return exact.text;
	}
}

/**
 * The device's own known-answer test, by its command: asked for by the page, once or now and then while a page looks. A
 * device is never asked without that: the test takes it from its frames.
 */
export function produceKnownAnswers(hub: Hub, device: string, broker: Broker): () => void {
	const tests: KnownAnswer[] = [];
	let every = 0;
	let timer: NodeJS.Timeout | undefined;
	let isRunning = false;

	const tell = () => hub.publish({ kind: "known-answers", at: Date.now(), tests: [...tests], every });

	async function run(): Promise<void> {
		if (isRunning) return;
		isRunning = true;
		const began = performance.now();
		try {
			const answer = await askDevice(broker, device, "known-answer", PATIENCE);
			if (!answer) note("timeout", "the device did not answer in time");
			else note(answer.code, answer.message ?? "", performance.now() - began);
		} catch (error) {
			note("broker", (error as Error).message);
		} finally {
			isRunning = false;
		}
	}

	function note(code: string, words: string, took?: number): void {
		tests.push({ at: Date.now(), code, words, took });
		if (tests.length > KEPT) tests.shift();
		tell();
	}

	function schedule(): void {
		clearInterval(timer);
		timer = undefined;
		if (every > 0 && hub.isWanted("known-answers")) timer = setInterval(() => void run(), every * 1000);
	}

	hub.onInterest("known-answers", schedule);
	hub.handle("known-answer", async fields => {
		every = wholeField(fields, "every", 0, 3600);
		schedule();
		tell();
		await run();
	});
	tell();
	return () => clearInterval(timer);
}
