import type { PlotData } from "./experiment";
import { bars } from "./svg-bars";
import { curves } from "./svg-curves";
import { heatMap } from "./svg-heat-map";

/** The figure as an SVG document: the same bytes for the same numbers. */
export function svg(plot: PlotData): string {
	switch (plot.kind) {
		case "curves":
			return curves(plot);
		case "bars":
			return bars(plot);
		case "heat map":
			return heatMap(plot);
	}
}
