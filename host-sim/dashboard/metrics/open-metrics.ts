// OpenMetrics 1.0 text (the exposition format that Prometheus scrapes): families in order, each once, `# EOF` at the end.

export const OPEN_METRICS_TYPE = "application/openmetrics-text; version=1.0.0";

export type Labels = Readonly<Record<string, string>>;

/** What a metric family says of itself. Where it has a unit its name ends with it. */
export interface Family {
	name: string;
	help: string;
	unit?: string;
}

/** Series of one family at most: who names devices may name many. */
const MOST_SERIES = 5000;

interface Series<T> {
	labels: Labels;
	value: T;
}

abstract class Metric<T> {
	readonly family: Family;
	protected readonly series = new Map<string, Series<T>>();

	/** Throws RangeError for a name, a label or a unit that the format does not allow. */
	constructor(family: Family) {
		const { name, unit } = family;
		if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || /_(total|bucket|count|sum|info|created)$/.test(name))
			throw new RangeError(`${name} is no name of a metric family`);
		if (unit && !name.endsWith(`_${unit}`)) throw new RangeError(`${name} does not end with its unit ${unit}`);
		this.family = family;
	}

	abstract readonly type: string;
	/** Lines of one series. */
	protected abstract lines(labels: Labels, value: T): string[];

	/** Forgets the series with these labels. */
	remove(labels: Labels): void {
		this.series.delete(labelText(labels));
	}

	write(): string[] {
		if (this.series.size === 0) return [];
		const { name, help, unit } = this.family;
		const head = [
			`# TYPE ${name} ${this.type}`,
			...(unit ? [`# UNIT ${name} ${unit}`] : []),
			`# HELP ${name} ${escaped(help)}`,
		];
		return [...head, ...[...this.series.values()].flatMap(({ labels, value }) => this.lines(labels, value))];
	}

	protected entry(labels: Labels, fresh: () => T): Series<T> | undefined {
		const key = labelText(labels);
		let found = this.series.get(key);
		if (!found && this.series.size < MOST_SERIES) {
			found = { labels: { ...labels }, value: fresh() };
			this.series.set(key, found);
		}
		return found;
	}
}

/** Only grows. */
export class Counter extends Metric<number> {
	readonly type = "counter";

	/** @param amount not negative */
	add(labels: Labels, amount = 1): void {
		if (!(amount >= 0) || amount === Number.POSITIVE_INFINITY) return;
		const entry = this.entry(labels, () => 0);
		if (entry) entry.value += amount;
	}

	protected lines(labels: Labels, value: number): string[] {
		return [`${this.family.name}_total${labelText(labels)} ${value}`];
	}
}

export class Gauge extends Metric<number> {
	readonly type = "gauge";

	set(labels: Labels, value: number): void {
		const entry = this.entry(labels, () => 0);
		if (entry) entry.value = value;
	}

	protected lines(labels: Labels, value: number): string[] {
		return [`${this.family.name}${labelText(labels)} ${numberText(value)}`];
	}
}

/** What something is: labels, no value. */
export class Info extends Metric<true> {
	readonly type = "info";

	set(labels: Labels): void {
		this.entry(labels, () => true);
	}

	protected lines(labels: Labels): string[] {
		return [`${this.family.name}_info${labelText(labels)} 1`];
	}
}

interface Counts {
	buckets: number[];
	sum: number;
	count: number;
}

export class HistogramMetric extends Metric<Counts> {
	readonly type = "histogram";
	readonly #bounds: readonly number[];

	/** @param bounds of the buckets, ascending; the last, infinity, is added */
	constructor(family: Family, bounds: readonly number[]) {
		super(family);
		this.#bounds = bounds;
	}

	observe(labels: Labels, value: number): void {
		const entry = this.entry(labels, () => ({ buckets: new Array(this.#bounds.length).fill(0), sum: 0, count: 0 }));
		if (!entry || !Number.isFinite(value)) return;
		const counts = entry.value;
		this.#bounds.forEach((bound, at) => {
			if (value <= bound) counts.buckets[at]++;
		});
		counts.sum += value;
		counts.count++;
	}

	protected lines(labels: Labels, { buckets, sum, count }: Counts): string[] {
		const { name } = this.family;
		const lines = buckets.map(
			(value, at) => `${name}_bucket${labelText({ ...labels, le: boundText(this.#bounds[at]) })} ${value}`,
		);
		const text = labelText(labels);
		return [
			...lines,
			`${name}_bucket${labelText({ ...labels, le: "+Inf" })} ${count}`,
			`${name}_count${text} ${count}`,
			`${name}_sum${text} ${numberText(sum)}`,
		];
	}
}

/** The whole document. */
export function openMetrics(metrics: readonly { write(): string[] }[]): string {
	return `${[...metrics.flatMap(metric => metric.write()), "# EOF"].join("\n")}\n`;
}

function labelText(labels: Labels): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
	return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

/** Text of labels and help: backslash, quotation mark and line feed are escaped, other control characters are none of anybody's. */
function escaped(text: string): string {
	return text
		.replaceAll("\\", "\\\\")
		.replaceAll('"', '\\"')
		.replaceAll("\n", "\\n")
		.replace(/\p{Cc}|\p{Cs}/gu, "\ufffd");
}

function numberText(value: number): string {
	if (Number.isNaN(value)) return "NaN";
	if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
	return String(value);
}

/** Bounds are floats: 1 is "1.0". */
function boundText(value: number): string {
	return Number.isInteger(value) ? `${value}.0` : String(value);
}
