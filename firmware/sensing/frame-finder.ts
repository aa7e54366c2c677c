import { DarkRegions } from "./dark-regions";
import { FrameLine } from "./frame-line";
import { Homography } from "./homography";
import { LocalThreshold } from "./local-threshold";

/** Why a frame shows no sheet that can be read. */
export interface SheetFailure {
	code: "no-frame" | "cut-off" | "covered" | "empty";
	message: string;
}

const NO_FRAME: SheetFailure = {
	code: "no-frame",
	message:
		"no sheet in view: no whole dark square frame was found; let the camera see all of the sheet, upright and uncovered",
};
const CUT_OFF: SheetFailure = {
	code: "cut-off",
	message: "the sheet is partly out of view: its frame reaches the edge of the picture; move the camera back or aim it",
};
const COVERED: SheetFailure = {
	code: "covered",
	message: "the sheet is partly covered or too dark: its frame or the paper between the letters is not all visible",
};

/** The frame must span this fraction of the picture's height. */
const LEAST_SPAN = 0.35;
/** Longest side of the frame over its shortest. */
const MOST_SKEW = 1.6;
/**
 * Finds the sheet's dark square frame in a gray frame of the camera: local threshold, dark regions, the four sides with sub-pixel
 * precision, their corners, homography. Any frame is safe to look at; the work is bounded and no memory is taken.
 */
export class FrameFinder {
	/** Corners of the frame (middle of its line) in pixels: x, y of top left, top right, bottom right, bottom left. */
	readonly corners = new Float64Array(8);
	/** From the frame's unit square to pixels. */
	readonly map = new Homography();
	/** Why the last `find` returned false; undefined when it returned true. */
	failure: SheetFailure | undefined = NO_FRAME;
	readonly #width: number;
	readonly #height: number;
	readonly #accept: (gray: Uint8Array) => boolean;
	readonly #threshold: LocalThreshold;
	readonly #regions: DarkRegions;
	readonly #line = new FrameLine();
	/** Ends of the four fitted sides, x, y, x, y each. */
	readonly #sides = new Float64Array(16);

	/**
	 * Size of the frames in pixels, at least 16 x 16 and at most 8192 across.
	 * @param accept whether what `map` shows has the light of a sheet; else something covers it
	 */
	constructor(width: number, height: number, accept: (gray: Uint8Array) => boolean) {
		if (!(width >= 16 && height >= 16 && width <= 8192 && height <= 8192))
			throw new RangeError(`a frame of ${width} x ${height} pixels cannot show a sheet: use 16 to 8192`);
		this.#width = width;
		this.#height = height;
		this.#accept = accept;
		this.#threshold = new LocalThreshold(width, height);
		this.#regions = new DarkRegions(width, LEAST_SPAN * height);
	}

	/** @param gray width x height bytes. @returns whether there is a sheet; if not, `failure` says why. */
	find(gray: Uint8Array): boolean {
		if (gray.length !== this.#width * this.#height)
			throw new RangeError(`a frame of ${this.#width} x ${this.#height} pixels, not of ${gray.length} bytes`);
		this.#regions.find(gray, this.#threshold);
		this.failure = NO_FRAME;
		for (let i = 0; i < this.#regions.count; i++) {
			const failure = this.#tryRegion(gray, 8 * i);
			if (failure === undefined) {
				this.failure = undefined;
				return true;
			}
			if (failure !== NO_FRAME && this.failure === NO_FRAME) this.failure = failure;
		}
		return false;
	}

	/** Checks whether the dark region at `at` is the frame, and if so sets corners and map. */
	#tryRegion(gray: Uint8Array, at: number): SheetFailure | undefined {
		const coarse = this.#regions.corners;
		let found = 0;
		for (let side = 0; side < 4; side++) {
			if (this.#fitSide(gray, coarse, at, side)) found++;
			// a second side that is missing: the others change nothing
			else if (found < side) return NO_FRAME;
		}
		if (found === 3) return this.#touchesEdge(coarse, at) ? CUT_OFF : COVERED;
		for (let side = 0; side < 4; side++) if (!this.#intersect((side + 3) & 3, side)) return NO_FRAME;
		if (!this.#isUpright() || !this.map.fit(this.corners)) return NO_FRAME;
		return this.#accept(gray) ? undefined : COVERED;
	}

	#touchesEdge(coarse: Int16Array, at: number): boolean {
		for (let i = at; i < at + 8; i += 2)
			if (coarse[i] <= 1 || coarse[i + 1] <= 1 || coarse[i] >= this.#width - 2 || coarse[i + 1] >= this.#height - 2)
				return true;
		return false;
	}

	#fitSide(gray: Uint8Array, coarse: Int16Array, at: number, side: number): boolean {
		const from = at + 2 * side;
		const to = at + 2 * ((side + 1) & 3);
		const ax = coarse[from];
		const ay = coarse[from + 1];
		const bx = coarse[to];
		const by = coarse[to + 1];
		const line = this.#line;
		if (!line.fit(gray, this.#width, this.#height, ax, ay, bx, by)) return false;
		const dx = bx - ax;
		const dy = by - ay;
		const length = Math.sqrt(dx * dx + dy * dy);
		const sides = this.#sides;
		sides[4 * side] = ax - (dy * line.start) / length;
		sides[4 * side + 1] = ay + (dx * line.start) / length;
		sides[4 * side + 2] = bx - (dy * line.end) / length;
		sides[4 * side + 3] = by + (dx * line.end) / length;
		return true;
	}

	/** Corner at the start of `next`, where the side before it ends. */
	#intersect(before: number, next: number): boolean {
		const s = this.#sides;
		const ax = s[4 * before];
		const ay = s[4 * before + 1];
		const bx = s[4 * next];
		const by = s[4 * next + 1];
		const dx = s[4 * before + 2] - ax;
		const dy = s[4 * before + 3] - ay;
		const ex = s[4 * next + 2] - bx;
		const ey = s[4 * next + 3] - by;
		const cross = dx * ey - dy * ex;
		if (!(cross > 1)) return false;
		const along = ((bx - ax) * ey - (by - ay) * ex) / cross;
		const x = ax + along * dx;
		const y = ay + along * dy;
		this.corners[2 * next] = x;
		this.corners[2 * next + 1] = y;
		return x >= 0 && y >= 0 && x <= this.#width - 1 && y <= this.#height - 1;
	}

	/** A convex quadrilateral with sides of similar length. */
	#isUpright(): boolean {
		const c = this.corners;
		let shortest = 1e9;
		let longest = 0;
		for (let side = 0; side < 4; side++) {
			const from = 2 * side;
			const to = (2 * side + 2) & 7;
			const after = (2 * side + 4) & 7;
			const dx = c[to] - c[from];
			const dy = c[to + 1] - c[from + 1];
			const ex = c[after] - c[to];
			const ey = c[after + 1] - c[to + 1];
			if (!(dx * ey - dy * ex > 0)) return false;
			const square = dx * dx + dy * dy;
			if (square < shortest) shortest = square;
			if (square > longest) longest = square;
		}
		const least = LEAST_SPAN * this.#height;
		return shortest >= least * least * 0.8 && longest <= MOST_SKEW * MOST_SKEW * shortest;
	}
}
