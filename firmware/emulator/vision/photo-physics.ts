import { Random } from "../../math/random";
import { NOMINAL, type PixelPhysics } from "../../sensing/vision/vision-sensor";
import type { VisionProfile } from "../profiles/vision";

/** Elementary charge, coulomb. */
const CHARGE = 1.602176634e-19;

/**
 * The pixels of an emulated vision sensor: responses that spread from one sub-pixel to the next, shot and 1/f noise of the
 * summed photocurrent, dark current, and light that is followed with a time constant (fmc.md section 3.3).
 */
export class PhotoPhysics implements PixelPhysics {
	readonly #profile: VisionProfile;
	readonly #die: Random;
	readonly #chance: Random;
	/** Amperes of one gray step at the largest response. */
	readonly #current: number;
	/** Part of a step of light that is followed within a frame, of 256; 256 for all. */
	readonly #share: number;
	#held: Uint16Array | undefined;

	constructor(profile: VisionProfile, seed: number) {
		this.#profile = profile;
		this.#die = new Random(profile.die);
		this.#chance = new Random(seed);
		this.#current = (profile.response * profile.fullLight) / 255;
		this.#share = Math.floor(256 * profile.followed + 0.5);
	}

	/** Noise of the next exposures comes from this seed. */
	reseed(seed: number): void {
		this.#chance.reseed(seed);
	}

	/** Where kernels are gate frames one pixel serves all of them; as sub-pixels each kernel and tap has its own. */
	response(kernel: number, tap: number, pixel: number): number {
		const { spread, subPixels } = this.#profile;
		if (spread === 0) return NOMINAL;
		this.#die.reseed(this.#profile.die, subPixels ? (pixel * 64 + kernel) * 16 + tap : pixel);
		return NOMINAL * (1 + spread * this.#die.gaussian());
	}

	follow(light: Uint16Array): void {
		if (this.#share >= 256) return;
		this.#held ??= light.slice();
		const held = this.#held;
		for (let i = 0; i < light.length; i++) {
			held[i] += ((light[i] - held[i]) * this.#share) >> 8;
			light[i] = held[i];
		}
	}

	noise(magnitude: number): number {
		const { bandwidth, dark, flicker } = this.#profile;
		const current = magnitude * this.#current;
		const shot = 2 * CHARGE * (current + dark) * bandwidth;
		const slow = flicker * current;
		const variance = shot + slow * slow;
		return variance > 0 ? (Math.sqrt(variance) / this.#current) * this.#chance.gaussian() : 0;
	}
}
Object.freeze(PhotoPhysics.prototype);
