import type { Random } from "../../math/random";
import type { FmcProfile } from "../profiles/fmc";
import type { CellModel } from "./cell";

/**
 * The Ta/HfO2 resistive cell of the frequency-multiplexed chip. Range: Wang et al. 2021, demonstrations at 1-10 kOhm,
 * states measured from 300 to 13,000 Ohm. The response to a pulse is a model (assumed): a pulse covers a part of the
 * distance that the write circuit asked for, and the filament lands with a spread of its own.
 */
export class OxideCell implements CellModel {
	readonly minimum: number;
	readonly maximum: number;
	readonly lowest: number;
	readonly highest: number;
	readonly #device: FmcProfile["device"];

	constructor(device: FmcProfile["device"]) {
		this.minimum = device.minimum;
		this.maximum = device.maximum;
		this.lowest = device.lowest;
		this.highest = device.highest;
		this.#device = device;
	}

	erased(random: Random): number {
		return this.#limited(this.minimum * (1 + this.#device.eraseSpread * random.gaussian()));
	}

	pulse(conductance: number, reading: number, target: number, random: Random): number {
		const response = target > reading ? this.#device.set : this.#device.reset;
		const step = response.gain * (target - reading) * (1 + response.spread * random.gaussian());
		return this.#limited(conductance + step + response.granularity * target * random.gaussian());
	}

	readNoise(conductance: number): number {
		return this.#device.read * conductance;
	}

	/** i = G V0 sinh(v / V0), so the fundamental is 2 I1(x) / x with x = amplitude / V0 and I1 the modified Bessel function. */
	fundamentalGain(amplitude: number): number {
		const x = amplitude / this.#device.nonlinearVoltage;
		const quarter = (x * x) / 4;
		let term = 1;
		let sum = 1;
		for (let m = 1; m < 20; m++) {
			term *= quarter / (m * (m + 1));
			sum += term;
		}
		return sum;
	}

	#limited(conductance: number): number {
		return conductance < this.lowest ? this.lowest : Math.min(conductance, this.highest);
	}
}
