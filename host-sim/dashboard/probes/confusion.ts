/** How often each true label was read as each label, or as none. */
export class Confusion {
	readonly labels: string[];
	/** True labels x (labels and, last, "?"), row-major. */
	readonly counts: Uint32Array;
	right = 0;
	total = 0;
	readonly #places: ReadonlyMap<string, number>;

	constructor(labels: readonly string[]) {
		this.labels = [...labels];
		this.#places = new Map(this.labels.map((label, at) => [label, at]));
		this.counts = new Uint32Array(labels.length * (labels.length + 1));
	}

	/** One verdict; a truth that is none of the labels is not counted. */
	add(truth: string, verdict: string): void {
		const row = this.#places.get(truth);
		if (row === undefined) return;
		const column = this.#places.get(verdict) ?? this.labels.length;
		this.counts[row * (this.labels.length + 1) + column]++;
		this.total++;
		if (row === column) this.right++;
	}

	clear(): void {
		this.counts.fill(0);
		this.right = this.total = 0;
	}
}
