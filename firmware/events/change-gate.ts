/** When a scene counts as changed. */
export interface ChangeGateSettings {
	/** Gray steps by which a point of the map must differ from the reference to count. */
	contrast: number;
	/** Points that must differ for the gate to open, per thousand of all. */
	area: number;
}

/** What holds where nothing else is said (assumed): four times the noise of a point, and a twentieth of a sheet's outline. */
export const defaultGate: ChangeGateSettings = { contrast: 24, area: 8 };

/** The reference follows a quiet scene by this part of the difference, as a shift: daylight changes slower. */
const FOLLOW = 4;
/** Fraction bits of the reference. */
const FRACTION = 4;

/**
 * Tells whether a scene changed, from a coarse map of the vision sensor: the cheap look that decides whether the rest of the
 * device does anything (fmc.md section 4.3). A map of edges sees little of a change of light. Whole numbers only.
 */
export class ChangeGate {
	/** Points that differed in the last look. */
	changed = 0;
	readonly #contrast: number;
	readonly #least: number;
	readonly #reference: Int32Array;
	#fresh = true;

	/** @param points of the map */
	constructor(points: number, settings: ChangeGateSettings = defaultGate) {
		this.#contrast = settings.contrast << FRACTION;
		this.#least = Math.max(1, Math.floor((points * settings.area + 999) / 1000));
		this.#reference = new Int32Array(points);
	}

	/**
	 * Whether the map differs from the reference. The first look always does. A map that does not is followed slowly.
	 */
	look(map: Int16Array): boolean {
		const reference = this.#reference;
		const contrast = this.#contrast;
		const points = reference.length;
		let changed = 0;
		let difference = 0;
		for (let i = 0; i < points; i++) {
			difference = (map[i] << FRACTION) - reference[i];
			if (difference > contrast || difference < -contrast) changed++;
		}
		this.changed = changed;
		if (this.#fresh || changed >= this.#least) return true;
		for (let i = 0; i < points; i++) reference[i] += ((map[i] << FRACTION) - reference[i]) >> FOLLOW;
		return false;
	}

	/** What is seen now is understood: only what differs from it is news. */
	settle(map: Int16Array): void {
		const reference = this.#reference;
		for (let i = 0; i < reference.length; i++) reference[i] = map[i] << FRACTION;
		this.#fresh = false;
	}
}
Object.freeze(ChangeGate.prototype);
