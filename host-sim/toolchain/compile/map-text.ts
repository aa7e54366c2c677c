import type { CompileReport } from "./compile-report";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const CORE_WIDTH = 9;

/** The letter of a layer in the map. */
export function layerLetter(layer: number): string {
	return LETTERS[layer % LETTERS.length];
}

/** A mapped network as a table of its layers and a map of the chip: which layers every core holds, and how much of it is used. */
export function mapText(report: CompileReport, coreColumns: number): string {
	const { layers, cells, cores, chipCores, utilisation, chipUtilisation, segments, notes } = report;
	const width = Math.max(5, ...layers.map(({ name }) => name.length));
	const lines = [
		`   ${"layer".padEnd(width)}    inputs x columns  bias rows  segments  copies     cells  clipped  range`,
		...layers.map((layer, n) =>
			[
				layerLetter(n).padStart(2),
				layer.name.padEnd(width),
				`${layer.inputs} x ${layer.columns}`.padStart(19),
				String(layer.biasRows).padStart(10),
				String(layer.segments).padStart(9),
				String(layer.copies).padStart(7),
				layer.cells.toLocaleString("en").padStart(9),
				percent(layer.clippedWeights / (layer.inputs * layer.columns)).padStart(8),
				percent(layer.use).padStart(6),
			].join(" "),
		),
		"",
		"cores, with the letters of the layers that they hold and the part of their cells in use",
	];
	const perCore = cells / (utilisation * cores || 1);
	for (let first = 0; first < chipCores; first += coreColumns) {
		const row = Array.from({ length: Math.min(coreColumns, chipCores - first) }, (_, n) => {
			const own = segments.filter(({ core }) => core === first + n);
			const letters = [...new Set(own.map(({ layer }) => layerLetter(layer)))].join("");
			const used = own.reduce((sum, { rows, columns }) => sum + rows * columns, 0) / perCore;
			const text = own.length === 0 ? "." : `${letters} ${Math.round(100 * used)}%`;
			return text.padEnd(CORE_WIDTH);
		});
		lines.push(`  ${String(first).padStart(2)}  ${row.join(" ")}`.trimEnd());
	}
	lines.push(
		"",
		`${segments.length} segments, ${cells.toLocaleString("en")} cells on ${cores} of ${chipCores} cores: ${percent(utilisation)} of these cores, ${percent(chipUtilisation)} of the chip`,
		...layers
			.filter(({ largestOffset }) => largestOffset > 0)
			.map(
				({ name, largestOffset }) =>
					`${name}: up to ${largestOffset.toPrecision(3)} of the bias is added after the chip`,
			),
		...notes,
	);
	return `${lines.join("\n")}\n`;
}

function percent(part: number): string {
	return `${(100 * part).toFixed(1)}%`;
}
