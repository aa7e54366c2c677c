/** Okabe and Ito's colours, which the colour-blind tell apart too; readable on light and dark. */
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"];

/** Colour of layer `n`. */
export function layerColour(n: number): string {
	return COLOURS[n % COLOURS.length];
}
