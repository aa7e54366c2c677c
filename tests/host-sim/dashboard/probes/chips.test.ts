// What is told of the chips is what the chips are: their cells, their currents, their codes.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fmc } from "../../../../firmware/emulator/profiles/fmc";
import { Random } from "../../../../firmware/math/random";
import { parseModel } from "../../../../firmware/model/format";
import { parseNetwork } from "../../../../firmware/model/network-format";
import type { FrameReport } from "../../../../firmware/report";
import { adjustableCore } from "../../../../host-sim/conditions/adjustable-core";
import { AdjustableFmcCore } from "../../../../host-sim/conditions/adjustable-fmc-core";
import type { AdjustableNeurramCore } from "../../../../host-sim/conditions/adjustable-neurram-core";
import type { LettersChipFact, NetworkChipFact } from "../../../../host-sim/dashboard/chip-protocol";
import { LettersTwin, NetworkTwin } from "../../../../host-sim/dashboard/probes/digital-twin";
import { lettersChipFact } from "../../../../host-sim/dashboard/probes/letters-chip";
import { lineWaves } from "../../../../host-sim/dashboard/probes/line-waves";
import { NetworkChipProbe } from "../../../../host-sim/dashboard/probes/network-chip";
import { digitsOutfit, outfitFor } from "../../../../host-sim/device";
import { SceneSource } from "../../../../host-sim/scene/scene-source";
import { virtualDevice } from "../../../support/virtual-device";

const TEXT = "NAINVINAJNGINUHC";
const outfit = outfitFor(TEXT);
const model = parseModel(outfit.modelFile);

/** The letters' chip after a frame, with what was told of it. */
function frame(adjust: (core: AdjustableFmcCore) => void = () => {}): {
	core: AdjustableFmcCore;
	fact: LettersChipFact;
	scores: Int8Array;
} {
	const core = new AdjustableFmcCore(fmc);
	const facts: { fact: LettersChipFact; scores: Int8Array }[] = [];
	const device = virtualDevice({
		core,
		observer: {
			onReport(report: FrameReport) {
				facts.push({ fact: lettersChipFact(core, model, report, 0)!, scores: report.result.scores.slice() });
			},
		},
	});
	device.runtime.start();
	device.time.advanceUntil(() => facts.length > 0);
	adjust(core);
	const { length } = facts;
	device.time.advanceUntil(() => facts.length > length);
	return { core, ...facts[length] };
}

/** The published chip's. */
const calm = frame();

test("codes told are the scores of the message, amplitudes those before the converter", () => {
	const { fact, scores } = calm;
	const labels = model.labels.length;
	const largest = 127 / fact.fullScale;
	for (let k = 0; k < 16; k++)
		for (let line = 0; line < labels; line++) {
			assert.is(fact.codes[line * 16 + k], scores[k * labels + line]);
			const off = fact.codes[line * 16 + k] - fact.amplitudes[line * 16 + k] * largest;
			// half a code, and the converter's own offset and gain error
			assert.ok(Math.abs(off) < 1.5, `line ${line} tone ${k}: ${off}`);
		}
	assert.is(fact.text, TEXT);
	assert.equal([fact.storage.rows, fact.storage.columns, fact.weights.columns], [25, 16, 18]);
	const errors = Array.from(fact.storage.actual, (value, n) => Math.abs(value / fact.storage.target[n] - 1));
	assert.ok(Math.max(...errors) < 0.12 && Math.max(...errors) > 0.001);
});

test("the waves of the lines demodulate to the chip's own currents, noise included", () => {
	const { core } = calm;
	const { shot, present, crossbars, amperes } = core;
	const own = amperes.slice();
	const { plan, lines, waves } = lineWaves(present, crossbars, shot.settings, 16, own, shot.noiseFloor, new Random(1));
	const found = new Float64Array(lines * 16);
	plan.demodulator.coherent(waves, lines, found);
	let worst = 0;
	for (let line = 0; line < lines; line++)
		for (let k = 0; k < 16; k++) worst = Math.max(worst, Math.abs(found[line * 16 + k] - own[k * lines + line]));
	assert.ok(worst < 1e-15, `${worst} A`);
	// without noise they are the products of the cells as they are, through the same classes as the chip's own path
	const still = lineWaves(present, crossbars, shot.settings, 16, own, 0, new Random(1));
	assert.is(still.lines, 9);
});

test("the spectrum shows the tones in their bins and the noise floor between them", () => {
	const { fact } = calm;
	const { bins, spectrum, amplitudes, noiseFloor } = fact;
	let quiet = 0;
	for (let line = 0; line < 9; line++) {
		for (let k = 0; k < 16; k++) {
			const shown = spectrum[line * bins + 1 + k];
			assert.ok(Math.abs(shown - Math.abs(amplitudes[line * 16 + k])) < 5 * noiseFloor);
		}
		for (let bin = 20; bin < bins; bin++) quiet += spectrum[line * bins + bin] ** 2;
	}
	// magnitudes hold noise of both quadratures
	const floor = Math.sqrt(quiet / (9 * (bins - 20)) / 2);
	assert.ok(Math.abs(floor / noiseFloor - 1) < 0.2, `${floor} for ${noiseFloor}`);
});

test("tones off their bins leak, louder noise fills the gaps: the spectrum shows both", () => {
	const between = ({ spectrum, bins }: LettersChipFact) =>
		spectrum.subarray(24, bins).reduce((sum, value) => sum + value, 0);
	const leaking = frame(core => core.adjust("spacing", 0.5)).fact;
	const noisy = frame(core => core.adjust("noise", 90)).fact;
	assert.ok(calm.fact.tones.orthogonal && !leaking.tones.orthogonal);
	assert.is(leaking.tones.cycles[15], 8.5);
	const beside = leaking.spectrum.subarray(9, 13).reduce((sum, value) => sum + value, 0) / 4;
	assert.ok(beside > 4 * leaking.noiseFloor, `${beside} A beside the last tone`);
	assert.ok(between(noisy) > 5 * between(calm.fact), `${between(noisy)} after ${between(calm.fact)}`);
	assert.ok(Math.min(...noisy.margins) < Math.min(...calm.fact.margins));
});

test("the twin of the letters reads what the chip reads, a few codes beside it", () => {
	const { core, scores } = calm;
	const twin = new LettersTwin(outfit.modelFile, fmc);
	const exact = twin.read(core.codes[0]);
	assert.is(exact.text, TEXT);
	let sum = 0;
	for (let n = 0; n < scores.length; n++) sum += (scores[n] - exact.scores[n]) ** 2;
	const error = Math.sqrt(sum / scores.length);
	assert.ok(error > 0.3 && error < 3, `rms error ${error} codes`);
	process.stdout.write(`measured: letters, analog less exact ${error.toFixed(2)} codes rms\n`);
});

test("the 48-core chip: every conversion is told under its layer, and its twin agrees on the digit", () => {
	const digits = digitsOutfit();
	const network = parseNetwork(digits.modelFile);
	const core = adjustableCore(digits) as AdjustableNeurramCore;
	const probe = new NetworkChipProbe(core, network);
	const twin = new NetworkTwin(digits.modelFile);
	const source = new SceneSource({ kind: "digits", seed: 5 });
	const facts: NetworkChipFact[] = [];
	const exact: string[] = [];
	const margins: number[] = [];
	const device = virtualDevice({
		outfit: digits,
		source,
		core,
		observer: {
			onReport(report: FrameReport) {
				facts.push(probe.take(report, 0));
				exact.push(twin.read(report.picture!).text);
				margins.push(report.result.margins[0]);
				probe.isLooking = true;
			},
		},
	});
	const frames = (count: number) => device.time.advanceUntil(() => facts.length >= count);
	device.runtime.start();
	frames(3);
	const [silent, , fact] = facts;
	assert.equal(silent.cores, []);
	assert.is(fact.text, exact[2]);
	assert.equal(
		fact.cores.map(({ core: number }) => number).sort((a, b) => a - b),
		[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
	);
	for (const { conversions, histogram, range, name } of fact.layers) {
		assert.ok(conversions > 0 && range > 0, name);
		assert.is(
			histogram.reduce((sum, count) => sum + count, 0),
			conversions,
		);
	}
	const first = fact.layers[0].conversions;
	assert.is(fact.cores.find(({ core: number }) => number === 13)!.conversions, first);
	assert.is(fact.segments.length, 14);
	// what changes at once here too
	core.adjust("noise", 20);
	frames(4);
	assert.ok(margins[3] < margins[2], `margin ${margins[3]} after ${margins[2]}`);
	core.adjust("noise", 0.7);
	core.adjust("age", 1e9);
	assert.throws(() => core.adjust("age", 10), /time only goes on/);
});

test.run();
