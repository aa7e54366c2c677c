import { Random } from "../math/random";
import type { ChipRegisters } from "./chip-registers";

/**
 * The chip's chance: each operation that draws it has its own, a function of (SEED, opcode, how many came since SEED was
 * written), so that what else was asked of the chip, or asked twice, changes no result.
 */
export class ChipChance {
	readonly #registers: ChipRegisters;
	readonly #random = new Random(0);

	constructor(registers: ChipRegisters) {
		this.#registers = registers;
	}

	/** The generator of the next operation; reused. */
	of(opcode: number): Random {
		this.#random.reseed(this.#registers.seed, (this.#registers.operationsSinceSeed++ << 8) | opcode);
		return this.#random;
	}
}
