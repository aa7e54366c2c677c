import { type Expectation, SOFTWARE_STUDIES, type SoftwareStudy, type StudyOptions } from "./software-studies";

/** A figure as it was measured here. */
export interface SoftwareRow extends Expectation {
	study: string;
	measured: number;
	/** Whether it is as near as it must be; undefined where not the full test set was taken. */
	met: boolean | undefined;
	/** Of the whole study. */
	seconds: number;
}

export interface RowOptions extends StudyOptions {
	/** Names of studies, or beginnings of their names; all where there are none. */
	only?: readonly string[];
	/** Hears which study begins. */
	begin?: (study: SoftwareStudy) => void;
}

/**
 * Software accuracies of the published checkpoints, study by study.
 * @throws MissingDataError where the shared data are absent
 */
export async function* publishedSoftwareRows(options: RowOptions = {}): AsyncGenerator<SoftwareRow> {
	const { only = [] } = options;
	const names = SOFTWARE_STUDIES.map(({ name }) => name);
	const means = (part: string, name: string) => (names.includes(part) ? name === part : name.startsWith(part));
	const chosen = SOFTWARE_STUDIES.filter(({ name }) => only.length === 0 || only.some(part => means(part, name)));
	for (const study of chosen) {
		options.begin?.(study);
		const started = performance.now();
		const measured = await study.measure(options);
		const seconds = (performance.now() - started) / 1000;
		for (const [n, figure] of study.figures.entries())
			yield {
				...figure,
				study: study.name,
				measured: measured[n],
				met:
					options.count === undefined ? Math.abs(measured[n] - figure.expected) <= figure.tolerance + 1e-9 : undefined,
				seconds,
			};
	}
}

/** One line of a table: what it is, published, expected, measured. */
export function rowText({ name, published, expected, tolerance, measured, unit, met }: SoftwareRow): string {
	const digits = unit === "%" ? 2 : tolerance < 1e-4 ? 6 : tolerance < 1e-2 ? 5 : 3;
	const bounds = `${expected.toFixed(digits)} ± ${Number(tolerance.toPrecision(1))}`;
	return `${name.padEnd(52)}${published.padStart(10)}${bounds.padStart(20)}${measured.toFixed(digits).padStart(12)} ${unit.padEnd(9)}${met === undefined ? "" : met ? "met" : "MISSED"}`;
}
