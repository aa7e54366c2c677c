import { type LocalThreshold, TILE } from "./local-threshold";

/** Large regions reported at most. */
const MAXIMUM_REGIONS = 8;
const NONE = -1;

/** Places in the record of a run: where it begins and ends, and its region's label. */
const START = 0;
const END = 1;
const LABEL = 2;
const RUN = 3;

/** Places of a region's extremes in its record of eight numbers. */
const MIN_SUM = 0;
const MIN_SUM_DIFFERENCE = 1;
const MAX_SUM = 2;
const MAX_SUM_DIFFERENCE = 3;
const MIN_DIFFERENCE = 4;
const MIN_DIFFERENCE_SUM = 5;
const MAX_DIFFERENCE = 6;
const MAX_DIFFERENCE_SUM = 7;

/**
 * Connected dark regions (8 neighbours) of a thresholded picture, row by row from runs, with union-find. Of each region
 * only its outermost pixels along the two diagonals are kept: the four corners of an upright quadrilateral.
 * Labels of finished regions are used again: two rows of runs name all that are open, so any picture fits into the memory.
 */
export class DarkRegions {
	/** Corners of region i at 8 i: x, y of top left, top right, bottom right, bottom left; largest region first. */
	readonly corners = new Int16Array(8 * MAXIMUM_REGIONS);
	count = 0;
	readonly #leastSize: number;
	readonly #parent: Int16Array;
	readonly #extremes: Int16Array;
	readonly #marked: Uint8Array;
	/** Labels that name no region, and where to look for the next. */
	#free = 0;
	#next = 0;
	readonly #sizes = new Int16Array(MAXIMUM_REGIONS);
	/** Runs of the row, and of the one above it. */
	#runs: Int16Array;
	#count = 0;
	#lastRuns: Int16Array;
	#lastCount = 0;

	/** @param leastSide smallest side of a region of interest in pixels. */
	constructor(width: number, leastSide: number) {
		// A square of side s spans 2 s along each diagonal, whether upright or turned by a few degrees.
		this.#leastSize = 2 * leastSide;
		const runs = (width + 1) >> 1;
		const labels = 2 * runs;
		this.#parent = new Int16Array(labels);
		this.#extremes = new Int16Array(8 * labels);
		this.#marked = new Uint8Array(labels);
		this.#runs = new Int16Array(RUN * runs);
		this.#lastRuns = new Int16Array(RUN * runs);
	}

	/** Finds the large dark regions of a picture. @param gray as `threshold` wants it. */
	find(gray: Uint8Array, threshold: LocalThreshold): void {
		const labels = this.#parent.length;
		this.#parent.fill(NONE);
		this.#free = labels;
		this.#next = 0;
		this.#lastCount = 0;
		this.count = 0;
		for (let y = 0; y < threshold.height; y++) {
			this.#findRuns(threshold, threshold.prepare(gray, y));
			for (let run = 0, last = 0; run < this.#count; run++) last = this.#joinRun(run, last, y);
			this.#swapRows();
		}
		for (let label = 0; label < labels; label++) if (this.#parent[label] === label) this.#report(label);
	}

	/** @param row where it begins in the threshold's smoothed rows. */
	#findRuns(threshold: LocalThreshold, row: number): void {
		const { smooth, levels, width } = threshold;
		const runs = this.#runs;
		let at = 0;
		let inside = false;
		let dark = false;
		let level = 0;
		for (let x = 0, next = 0, tile = 0; x < width; x++) {
			if (x === next) {
				level = levels[tile++];
				next += TILE;
			}
			dark = smooth[row + x] < level;
			if (dark === inside) continue;
			if (dark) runs[at + START] = x;
			else {
				runs[at + END] = x - 1;
				at += RUN;
			}
			inside = dark;
		}
		if (inside) {
			runs[at + END] = width - 1;
			at += RUN;
		}
		this.#count = at / RUN;
	}

	/** Joins a run with the runs above that touch it; returns the first of them that the next run may touch too. */
	#joinRun(run: number, first: number, y: number): number {
		const above = this.#lastRuns;
		const count = this.#lastCount;
		const start = this.#runs[RUN * run + START];
		const end = this.#runs[RUN * run + END];
		let label = NONE;
		let last = first;
		while (last < count && above[RUN * last + END] < start - 1) last++;
		let touching = last;
		for (; touching < count && above[RUN * touching + START] <= end + 1; touching++) {
			const other = this.#root(above[RUN * touching + LABEL]);
			label = label === NONE ? other : this.#unite(label, other);
		}
		if (label === NONE) label = this.#take(run);
		this.#runs[RUN * run + LABEL] = label;
		this.#extend(label, start, end, y);
		return touching > last ? touching - 1 : last;
	}

	#root(label: number): number {
		const parent = this.#parent;
		let root = label;
		while (parent[root] !== root) {
			parent[root] = parent[parent[root]];
			root = parent[root];
		}
		return root;
	}

	#unite(a: number, b: number): number {
		if (a === b) return a;
		this.#parent[b] = a;
		const e = this.#extremes;
		this.#stretch(a * 8, e[b * 8 + MIN_SUM], e[b * 8 + MIN_SUM_DIFFERENCE]);
		this.#stretch(a * 8, e[b * 8 + MAX_SUM], e[b * 8 + MAX_SUM_DIFFERENCE]);
		this.#stretch(a * 8, e[b * 8 + MIN_DIFFERENCE_SUM], e[b * 8 + MIN_DIFFERENCE]);
		this.#stretch(a * 8, e[b * 8 + MAX_DIFFERENCE_SUM], e[b * 8 + MAX_DIFFERENCE]);
		return a;
	}

	#extend(label: number, start: number, end: number, y: number): void {
		this.#stretch(label * 8, start + y, start - y);
		this.#stretch(label * 8, end + y, end - y);
	}

	/** Takes a pixel, given as x + y and x - y, into the record at `at`. */
	#stretch(at: number, sum: number, difference: number): void {
		const e = this.#extremes;
		if (sum < e[at + MIN_SUM]) {
			e[at + MIN_SUM] = sum;
			e[at + MIN_SUM_DIFFERENCE] = difference;
		}
		if (sum > e[at + MAX_SUM]) {
			e[at + MAX_SUM] = sum;
			e[at + MAX_SUM_DIFFERENCE] = difference;
		}
		if (difference < e[at + MIN_DIFFERENCE]) {
			e[at + MIN_DIFFERENCE] = difference;
			e[at + MIN_DIFFERENCE_SUM] = sum;
		}
		if (difference > e[at + MAX_DIFFERENCE]) {
			e[at + MAX_DIFFERENCE] = difference;
			e[at + MAX_DIFFERENCE_SUM] = sum;
		}
	}

	/** A fresh label for `run`. */
	#take(run: number): number {
		const parent = this.#parent;
		if (this.#free === 0) this.#recycle(run);
		while (parent[this.#next] !== NONE) this.#next = this.#next + 1 < parent.length ? this.#next + 1 : 0;
		const label = this.#next;
		this.#free--;
		parent[label] = label;
		const at = label * 8;
		this.#extremes[at + MIN_SUM] = this.#extremes[at + MIN_DIFFERENCE] = 32767;
		this.#extremes[at + MAX_SUM] = this.#extremes[at + MAX_DIFFERENCE] = -32768;
		return label;
	}

	/** Frees every label that no run of this row (before `run`) or the last names: at least one. */
	#recycle(run: number): void {
		this.#marked.fill(0);
		this.#mark(this.#lastRuns, this.#lastCount);
		this.#mark(this.#runs, run);
		for (let label = 0; label < this.#parent.length; label++) {
			if (this.#marked[label] === 1) continue;
			if (this.#parent[label] === label) this.#report(label);
			this.#parent[label] = NONE;
			this.#free++;
		}
	}

	/** Marks the roots of the first `count` runs' labels, and lets the runs name their roots directly. */
	#mark(runs: Int16Array, count: number): void {
		for (let at = LABEL; at < RUN * count; at += RUN) {
			const root = this.#root(runs[at]);
			runs[at] = root;
			this.#marked[root] = 1;
		}
	}

	#isLarge(label: number): boolean {
		const e = this.#extremes;
		const at = label * 8;
		return (
			e[at + MAX_SUM] - e[at + MIN_SUM] >= this.#leastSize &&
			e[at + MAX_DIFFERENCE] - e[at + MIN_DIFFERENCE] >= this.#leastSize
		);
	}

	#swapRows(): void {
		const runs = this.#lastRuns;
		this.#lastRuns = this.#runs;
		this.#lastCount = this.#count;
		this.#runs = runs;
	}

	/** Puts a finished region, if it is large, into the list, which is kept largest first. */
	#report(label: number): void {
		if (!this.#isLarge(label)) return;
		const e = this.#extremes;
		const from = label * 8;
		const size = e[from + MAX_SUM] - e[from + MIN_SUM] + e[from + MAX_DIFFERENCE] - e[from + MIN_DIFFERENCE];
		let place = this.count;
		while (place > 0 && this.#sizes[place - 1] < size) place--;
		if (place === MAXIMUM_REGIONS) return;
		if (this.count < MAXIMUM_REGIONS) this.count++;
		for (let i = this.count - 1; i > place; i--) {
			this.#sizes[i] = this.#sizes[i - 1];
			this.corners.copyWithin(8 * i, 8 * (i - 1), 8 * i);
		}
		this.#sizes[place] = size;
		this.#corner(8 * place, e[from + MIN_SUM], e[from + MIN_SUM_DIFFERENCE]);
		this.#corner(8 * place + 2, e[from + MAX_DIFFERENCE_SUM], e[from + MAX_DIFFERENCE]);
		this.#corner(8 * place + 4, e[from + MAX_SUM], e[from + MAX_SUM_DIFFERENCE]);
		this.#corner(8 * place + 6, e[from + MIN_DIFFERENCE_SUM], e[from + MIN_DIFFERENCE]);
	}

	#corner(at: number, sum: number, difference: number): void {
		this.corners[at] = (sum + difference) >> 1;
		this.corners[at + 1] = (sum - difference) >> 1;
	}
}
