import { amplitudeSweep } from "./amplitude-sweep";
import { audit } from "./audit";
import { clockError } from "./clock-error";
import { converterBits } from "./converter-bits";
import { cutOff } from "./cut-off";
import { demodulatorCrossbar } from "./demodulator-crossbar";
import type { Experiment } from "./experiment";
import { handwrittenDigits } from "./handwritten-digits";
import { intermodulation } from "./intermodulation";
import { lettersOneShot } from "./letters-one-shot";
import { negativeControls } from "./negative-controls";
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
import { wireDrop } from "./wire-drop";

/** Every experiment, in the order of the table of fmc.md section 6. */
export const allExperiments: readonly Experiment[] = [
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
];

/** The experiments of these ids, or all for none. Throws RangeError for an id that is not there. */
export function findExperiments(ids: string[]): readonly Experiment[] {
	if (ids.length === 0) return allExperiments;
	return ids.map(id => {
		const found = allExperiments.find(experiment => experiment.id === id.toUpperCase());
		if (found) return found;
		const known = allExperiments.map(experiment => experiment.id).join(" ");
		throw new RangeError(`no experiment ${id}: there are ${known}`);
	});
}
