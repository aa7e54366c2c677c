import type { Experiment } from "../experiment";
import { kernelFidelity } from "./kernel-fidelity";
import { lettersFromEdges } from "./letters-from-edges";
import { responseTime } from "./response-time";
import { scriptedDay } from "./scripted-day";
import { tracking } from "./tracking";

/** The experiments of the vision sensor, in the order of their numbers. */
export const visionExperiments: readonly Experiment[] = [
	kernelFidelity,
	lettersFromEdges,
	tracking,
	scriptedDay,
	responseTime,
];
