import type { Experiment } from "./experiment";
import { timeDomain } from "./time-domain";

/** Every experiment, in the order of the table of fmc.md section 6. */
export const allExperiments: readonly Experiment[] = [timeDomain];

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
