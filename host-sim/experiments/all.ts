import { amplitudeSweep } from "./amplitude-sweep";
import { audit } from "./audit";
import { cellStatistics } from "./cell-statistics";
import { clockError } from "./clock-error";
import { converterBits } from "./converter-bits";
import { cutOff } from "./cut-off";
import { demodulatorCrossbar } from "./demodulator-crossbar";
import type { Experiment } from "./experiment";
import { handwrittenDigits } from "./handwritten-digits";
import { intermodulation } from "./intermodulation";
import { lettersOneShot } from "./letters-one-shot";
import { lettersOtherCells } from "./letters-other-cells";
import { negativeControls } from "./negative-controls";
import { neurramExperiments } from "./neurram/all";
import { parallelRead } from "./parallel-read";
import { programmingError } from "./programming-error";
import { radioLink } from "./radio-link";
import { readError } from "./read-error";
import { rowSwing } from "./row-swing";
import { scoreNoise } from "./score-noise";
import { throughput } from "./throughput";
import { tiledLayers } from "./tiled-layers";
import { timeDomain } from "./time-domain";
import { toneSpacing } from "./tone-spacing";
import { visionExperiments } from "./vision/all";
import { wireDrop } from "./wire-drop";

/** Chips (and the sensor) that have experiments, by the name of their profile. */
export type ExperimentChip = "fmc" | "neurram" | "vision";

/** In the order of the table of fmc.md section 6. */
const fmcExperiments: readonly Experiment[] = [
	timeDomain,
	parallelRead,
	readError,
	lettersOneShot,
	scoreNoise,
	amplitudeSweep,
	programmingError,
	rowSwing,
	toneSpacing,
	clockError,
	cutOff,
	wireDrop,
	converterBits,
	demodulatorCrossbar,
	intermodulation,
	tiledLayers,
	handwrittenDigits,
	radioLink,
	audit,
	negativeControls,
	throughput,
	cellStatistics,
	lettersOtherCells,
];

const experiments: Readonly<Record<ExperimentChip, readonly Experiment[]>> = {
	fmc: fmcExperiments,
	neurram: neurramExperiments,
	vision: visionExperiments,
};

export const EXPERIMENT_CHIPS = Object.keys(experiments) as ExperimentChip[];

/** Every experiment, chip by chip. */
export const allExperiments: readonly Experiment[] = [...fmcExperiments, ...neurramExperiments, ...visionExperiments];

/** The experiments of these ids; for none those of a chip, or all. Throws RangeError for an id that is not there. */
export function findExperiments(ids: string[], chip?: ExperimentChip): readonly Experiment[] {
	if (ids.length === 0) return chip ? experiments[chip] : allExperiments;
	return ids.map(id => {
		const found = allExperiments.find(experiment => experiment.id === id.toUpperCase());
		if (found) return found;
		const known = allExperiments.map(experiment => experiment.id).join(" ");
		throw new RangeError(`no experiment ${id}: there are ${known}`);
	});
}
