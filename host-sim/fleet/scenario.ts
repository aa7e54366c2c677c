import type { CrewOptions } from "./crew";
import type { Fleet } from "./fleet";
import type { Totals } from "./verdict";

/** One row of the fault matrix: what happens to a fleet, and what must be seen to have happened. */
export interface Scenario {
	name: string;
	/** For people: what goes wrong. */
	words: string;
	/** What the devices have, where it is not the usual. */
	devices?: Partial<Pick<CrewOptions, "outbox" | "blocks">>;
	/** Sets the faults up; they may happen from now until `span` virtual milliseconds. Afterwards everything is well again. */
	script(fleet: Fleet, span: number): void;
	/** Without these in its totals the fault did not reach the devices, and the row shows nothing. */
	shows: readonly (keyof Totals)[];
}
