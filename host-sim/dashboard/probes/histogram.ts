/** Counts values in equal bins from -range to range; the outermost hold what lies beyond. Mean and deviation are of all values. */
export class Histogram {
	readonly bins: Uint32Array;
	readonly range: number;
	count = 0;
	#sum = 0;
	#squares = 0;

	constructor(bins: number, range: number) {
		this.bins = new Uint32Array(bins);
		this.range = range;
	}

	add(value: number): void {
		const { bins, range } = this;
		const bin = Math.floor(((value + range) / (2 * range)) * bins.length);
		bins[Math.min(bins.length - 1, Math.max(0, bin))]++;
		this.count++;
		this.#sum += value;
		this.#squares += value * value;
	}

	get mean(): number {
		return this.count > 0 ? this.#sum / this.count : 0;
	}

	/** Standard deviation of what was counted. */
	get deviation(): number {
		return this.count > 0 ? Math.sqrt(Math.max(0, this.#squares / this.count - this.mean * this.mean)) : 0;
	}

	clear(): void {
		this.bins.fill(0);
		this.count = this.#sum = this.#squares = 0;
	}
}
