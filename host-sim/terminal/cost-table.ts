import type { ChipCost } from "../../firmware/messaging/messages";
import type { FrameReport } from "../../firmware/report";
import { bar } from "./bar";
import { type Line, span } from "./line";
import { duration } from "./quantity";

/** Where a frame's time went. The chip's time and the host's time never share a column: they cannot be added. */
export interface Costs {
	chip: Pick<ChipCost, "program" | "multiply">;
	/** Microseconds of the host's clock. */
	stages: FrameReport["stages"];
	simulated: boolean;
}

const LABEL = 16;
const NUMBER = 12;
const BAR = 20;

/** The table with a heading line; where there is room, a bar shows each stage's share of the host's time. */
export function costTable(costs: Costs, width: number): Line[] {
	const { stages, chip } = costs;
	const host = stages.capture + stages.sensing + stages.accelerator + stages.decide + stages.publish;
	const hasBars = width >= LABEL + 2 * NUMBER + 4 + BAR;
	const row = (label: string, chipTime: number | undefined, hostTime: number | undefined): Line => [
		span(`  ${label.padEnd(LABEL - 2)}`),
		span((chipTime === undefined ? "" : duration(chipTime)).padStart(NUMBER)),
		span(hostTime === undefined ? "" : duration(hostTime).padStart(NUMBER)),
		span(hasBars && hostTime !== undefined && host > 0 ? `  ${bar(hostTime / host, BAR)}`.trimEnd() : "", "quiet"),
	];
	return [
		[
			span("  stage".padEnd(LABEL), "quiet"),
			span((costs.simulated ? "chip (sim.)" : "chip").padStart(NUMBER), "quiet"),
			span("host".padStart(NUMBER), "quiet"),
		],
		row("capture", undefined, stages.capture),
		row("sensing", undefined, stages.sensing),
		row("accelerator", chip.program + chip.multiply, stages.accelerator),
		row("  program", chip.program, undefined),
		row("  multiply", chip.multiply, undefined),
		row("decide", undefined, stages.decide),
		row("publish", undefined, stages.publish),
	];
}
