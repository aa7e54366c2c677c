import { sampleSmooth } from "./sampling";
import { FRAME_LINE, FRAME_SIDE } from "./sheet-layout";

/** Profiles across one side. */
const PROFILES = 24;
/** Samples of a profile: steps of a quarter module from 2.25 modules outside the outer edge to 3.25 inside. */
const STEPS = 23;
const STEPS_PER_MODULE = 4;
const FIRST_STEP = -2.25;
/** The line's middle is looked for in these steps, 1.25 modules to either side of where the coarse corners put it. */
const FIRST_MIDDLE = 6;
const LAST_MIDDLE = 16;
/** Profiles that must agree on a line, of PROFILES. */
const LEAST_AGREEING = 18;
/** A profile agrees when its middle is within this distance of the fitted line, in modules. */
const AGREEMENT = 0.4;
/** Where a profile shows no line, or another one; no picture is so large. */
const NOWHERE = 1e9;

/**
 * Finds one side of the frame with sub-pixel precision: the middle of the dark line in profiles across it, and a straight
 * line through them by least squares, twice: over all profiles, then over those that agree.
 */
export class FrameLine {
	/** Distance of the line's middle from the given side at its start and end, inwards, in pixels. */
	start = 0;
	end = 0;
	readonly #profile = new Float64Array(STEPS);
	/** Where each profile has the line's middle, in pixels, or NOWHERE. */
	readonly #offsets = new Float64Array(PROFILES);

	/**
	 * @param ax, ay, bx, by the frame's outer edge, coarsely, clockwise.
	 * @returns whether a dark line between light paper was found along the side.
	 */
	fit(gray: Uint8Array, width: number, height: number, ax: number, ay: number, bx: number, by: number): boolean {
		const dx = bx - ax;
		const dy = by - ay;
		const length = Math.sqrt(dx * dx + dy * dy);
		if (!(length >= 8)) return false;
		const module = length / (FRAME_SIDE + FRAME_LINE);
		const step = module / STEPS_PER_MODULE / length;
		const stepX = -dy * step;
		const stepY = dx * step;
		let missing = 0;
		for (let i = 0; i < PROFILES; i++) {
			const along = position(i);
			const x = ax + along * dx + FIRST_STEP * STEPS_PER_MODULE * stepX;
			const y = ay + along * dy + FIRST_STEP * STEPS_PER_MODULE * stepY;
			for (let k = 0; k < STEPS; k++)
				this.#profile[k] = sampleSmooth(gray, width, height, x + k * stepX, y + k * stepY);
			this.#offsets[i] = this.#findMiddle(module);
			if (this.#offsets[i] === NOWHERE && ++missing > PROFILES - LEAST_AGREEING) return false;
		}
		return this.#fitLine(1e9) >= LEAST_AGREEING && this.#fitLine(AGREEMENT * module) >= LEAST_AGREEING;
	}

	/** Middle of the dark line in the profile: centre of mass of what is darker than the paper on both sides. */
	#findMiddle(module: number): number {
		const profile = this.#profile;
		let darkest = FIRST_MIDDLE;
		for (let k = FIRST_MIDDLE + 1; k <= LAST_MIDDLE; k++) if (profile[k] < profile[darkest]) darkest = k;
		let outside = 0;
		let inside = 0;
		for (let k = 3; k <= 6; k++) {
			if (profile[darkest - k] > outside) outside = profile[darkest - k];
			if (profile[darkest + k] > inside) inside = profile[darkest + k];
		}
		const paper = Math.min(outside, inside);
		const depth = paper - profile[darkest];
		if (depth < 6 || depth * 5 < paper) return NOWHERE;
		let mass = 0;
		let moment = 0;
		for (let k = darkest - STEPS_PER_MODULE; k <= darkest + STEPS_PER_MODULE; k++) {
			const darkness = paper - profile[k];
			if (darkness <= 0) continue;
			mass += darkness;
			moment += darkness * k;
		}
		return (FIRST_STEP + moment / mass / STEPS_PER_MODULE) * module;
	}

	/** Least squares over the profiles that have the line; those further than `tolerance` from the line drop out. Returns how many are left. */
	#fitLine(tolerance: number): number {
		let left = this.#solve();
		if (left < LEAST_AGREEING) return left;
		for (let i = 0; i < PROFILES; i++) {
			if (this.#offsets[i] === NOWHERE) continue;
			const miss = this.#offsets[i] - this.start - position(i) * (this.end - this.start);
			if (miss > tolerance || miss < -tolerance) this.#offsets[i] = NOWHERE;
		}
		left = this.#solve();
		return left;
	}

	#solve(): number {
		let n = 0;
		let sumT = 0;
		let sumO = 0;
		let sumTT = 0;
		let sumTO = 0;
		for (let i = 0; i < PROFILES; i++) {
			if (this.#offsets[i] === NOWHERE) continue;
			const t = position(i) - 0.5;
			const o = this.#offsets[i];
			n++;
			sumT += t;
			sumO += o;
			sumTT += t * t;
			sumTO += t * o;
		}
		if (n < LEAST_AGREEING) return n;
		const slope = (n * sumTO - sumT * sumO) / (n * sumTT - sumT * sumT);
		const middle = (sumO - slope * sumT) / n;
		this.start = middle - slope / 2;
		this.end = middle + slope / 2;
		return n;
	}
}

/** Where profile i crosses the side, 0 to 1: not quite up to the corners, where the other side's line begins. */
function position(i: number): number {
	return 0.06 + (0.88 * (i + 0.5)) / PROFILES;
}
