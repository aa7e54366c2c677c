import { fmc } from "../../firmware/emulator/profiles/fmc";
import { evenTones, TonePlan } from "../../firmware/emulator/tones";
import { Random } from "../../firmware/math/random";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "./experiment";
import { LetterChip, newCount } from "./letter-chip";
import { PAPER_TEXT } from "./letter-circuit";

const COUNT = PAPER_TEXT.length;
const PLAN = evenTones(COUNT, fmc.tones.first, fmc.tones.spacing, fmc.tones.phases, fmc.tones.samples);

export const negativeControls: Experiment = {
	id: "E20",
	title: "Controls that must fail",
	mirrors: "Whether the tones really carry the letters apart",
	claim:
		"Two letters on one tone, a receiver that mistakes the order of the tones, their phases, or listens a quarter turn off: each must lose " +
		"what it takes away and nothing else. Measured: letters right, scores in front of the converter, chips with all their noise.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const random = new Random(seed, 20);
		const rounds = quick ? 60 : 400;
		const paired = shareOneTone(seed);

		const order = newCount();
		const phases = newCount();
		let repeats = 0;
		for (let n = 0; n < rounds; n++) {
			const shuffle = shuffled(COUNT, random);
			for (let k = 0; k < COUNT; k++) if (PAPER_TEXT[k] === PAPER_TEXT[shuffle[k]]) repeats++;
			const cycles = PLAN.cycles.map((_, k) => PLAN.cycles[shuffle[k]]);
			const turns = PLAN.phases.map((_, k) => PLAN.phases[shuffle[k]]);
			listen(new TonePlan(cycles, turns, PLAN.samples), seed + n, order);
			const anywhere = PLAN.phases.map(() => random.uniform());
			listen(new TonePlan(PLAN.cycles, anywhere, PLAN.samples), seed + n, phases);
		}
		const quarter = newCount();
		for (let n = 0; n < rounds; n++) {
			const turned = PLAN.phases.map(phase => phase + 0.25);
			listen(new TonePlan(PLAN.cycles, turned, PLAN.samples), seed + n, quarter);
		}
		const straight = newCount();
		for (let n = 0; n < 20; n++) listen(PLAN, seed + n, straight);

		const share = (count: { right: number; letters: number }): number => (100 * count.right) / count.letters;
		const chance = (100 * repeats) / (rounds * COUNT);
		const quantities: [string, number][] = [
			["as it should be", share(straight)],
			["two letters on one tone: those two", paired.shared],
			["two letters on one tone: the other fourteen", paired.others],
			["tones taken in another order", share(order)],
			["receiver a quarter turn off", share(quarter)],
			["receiver at random phases", share(phases)],
		];
		return {
			rows: [
				row("nothing wrong: letters right", share(straight), "%", "100 %", 100),
				row("one tone for two letters: pairs with both right", paired.both, "%", "0 %", 0, 0),
				row("one tone for two letters: those letters right", paired.shared, "%", "at most one of the two", 0, 50),
				row("one tone for two letters: the other letters right", paired.others, "%", "100 %", 100),
				row(
					"tones in another order: letters right",
					share(order),
					"%",
					`chance: ${chance.toFixed(1)} % land on the same letter`,
					chance - 1,
					chance + 1,
				),
				row("receiver a quarter turn off: letters right", share(quarter), "%", "chance: 1 of 9 classes", 5, 18),
				row(
					"receiver at random phases: letters right",
					share(phases),
					"%",
					"about half: the sign is left to chance",
					40,
					60,
				),
			],
			plot: {
				kind: "bars",
				title: "E20: letters right when the multiplexing is broken",
				x: { label: "Right (%)", low: 0, high: 100 },
				bars: quantities.map(([label, value]) => ({ label, value })),
				reference: { label: "chance: one class of nine", value: 100 / 9 },
			},
			note:
				"Random phases leave half of the letters right, not a ninth: a positive score that is too small still has its largest class, and " +
				"only the sign is lost. A quarter turn leaves no signal, and that is chance.",
		};
	},
};

/** Counts the letters of one new chip whose receiver is tuned to `tuned`. */
function listen(tuned: TonePlan, seed: number, count: ReturnType<typeof newCount>): void {
	const chip = new LetterChip(fmc, seed, { tones: { sent: PLAN, tuned } });
	chip.shoot();
	chip.judge(chip.core.amperes, count);
}

/** Every pair of different letters on one tone: per cent of pairs with both right, of their letters, of all the others. */
function shareOneTone(seed: number): { both: number; shared: number; others: number } {
	let pairs = 0;
	let both = 0;
	let shared = 0;
	let others = 0;
	for (let a = 0; a < COUNT; a++) {
		for (let b = a + 1; b < COUNT; b++) {
			if (PAPER_TEXT[a] === PAPER_TEXT[b]) continue;
			const cycles = PLAN.cycles.slice();
			const phases = PLAN.phases.slice();
			cycles[b] = cycles[a];
			phases[b] = phases[a];
			const plan = new TonePlan(cycles, phases, PLAN.samples);
			const chip = new LetterChip(fmc, seed + pairs, { tones: { sent: plan, tuned: plan } });
			chip.shoot();
			const first = chip.isRight(chip.core.amperes, a) ? 1 : 0;
			const second = chip.isRight(chip.core.amperes, b) ? 1 : 0;
			pairs++;
			both += first * second;
			shared += first + second;
			for (let k = 0; k < COUNT; k++) if (k !== a && k !== b && chip.isRight(chip.core.amperes, k)) others++;
		}
	}
	return {
		both: (100 * both) / pairs,
		shared: (100 * shared) / (2 * pairs),
		others: (100 * others) / (pairs * (COUNT - 2)),
	};
}

/** 0 to count - 1 in random order. */
function shuffled(count: number, random: Random): Int32Array {
	const order = Int32Array.from({ length: count }, (_, n) => n);
	for (let n = count - 1; n > 0; n--) {
		const other = random.below(n + 1);
		const kept = order[n];
		order[n] = order[other];
		order[other] = kept;
	}
	return order;
}
