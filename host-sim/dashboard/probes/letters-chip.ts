import type { Crossbar } from "../../../firmware/emulator/crossbar";
import { Random } from "../../../firmware/math/random";
import type { Model } from "../../../firmware/model/model";
import type { FrameReport } from "../../../firmware/report";
import type { AdjustableFmcCore } from "../../conditions/adjustable-fmc-core";
import type { ArrayFact, LettersChipFact } from "../chip-protocol";
import { lineWaves } from "./line-waves";
import { SpectrumAnalyser } from "./spectrum";

/**
 * What the frequency-multiplexed chip holds and did in the frame that was just reported: read from the chip itself before the
 * next frame writes over it. Undefined where it did not multiply.
 */
export function lettersChipFact(
	core: AdjustableFmcCore,
	model: Pick<Model, "labels" | "minimumMargin">,
	{ result }: Pick<FrameReport, "result">,
	at: number,
): LettersChipFact | undefined {
	const { shot, amperes, outputs, crossbars, present, targets } = core;
	if (shot.mode < 0 || result.kind !== "letters") return undefined;
	const { vectors, settings } = shot;
	const outputLines = core.arrays[1].columns / 2;
	const random = new Random(result.sequence, SPECTRUM);
	const { plan, lines, waves } = lineWaves(
		...([present, crossbars, settings, vectors, amperes, shot.noiseFloor, random] as const),
	);
	const analyser = new SpectrumAnalyser(plan.samples);
	const amplitudes = new Float32Array(outputLines * vectors);
	const codes = new Int8Array(outputLines * vectors);
	for (let line = 0; line < outputLines; line++)
		for (let k = 0; k < vectors; k++) {
			amplitudes[line * vectors + k] = amperes[k * outputLines + line];
			codes[line * vectors + k] = outputs[k * outputLines + line];
		}
	return {
		...{ kind: "chip", at, chip: "letters", sequence: result.sequence, profile: present.name },
		storage: arrayFact(crossbars[0], targets[0], core.arrays[0]),
		weights: arrayFact(crossbars[1], targets[1], core.arrays[1]),
		tones: {
			cycles: plan.cycles.slice(),
			window: present.tones.window,
			orthogonal: plan.orthogonal,
			amplitude: settings.toneAmplitude,
		},
		labels: [...model.labels],
		spectrum: analyser.magnitudes(waves, lines),
		bins: analyser.bins,
		...{ amplitudes, codes, fullScale: settings.fullScale, noiseFloor: shot.noiseFloor, clipped: shot.clipped },
		...{ text: result.text, margins: result.margins.slice(), minimumMargin: model.minimumMargin },
	};
}

function arrayFact(
	crossbar: Crossbar,
	targets: Float64Array,
	{ minimum, maximum }: { minimum: number; maximum: number },
): ArrayFact {
	const actual = new Float32Array(crossbar.cells.length);
	for (let n = 0; n < actual.length; n++) actual[n] = crossbar.conductance(n);
	return {
		...{ rows: crossbar.rows, columns: crossbar.columns, minimum, maximum, actual },
		target: Float32Array.from(targets),
		outcomes: crossbar.outcomes.slice(),
	};
}

/** Stream of the noise between the tones. */
const SPECTRUM = 0x73706563;
