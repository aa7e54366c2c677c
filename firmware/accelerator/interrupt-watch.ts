import { interruptStuck, type LinkError } from "./link-error";
import { Opcode } from "./registers";
import type { Wire } from "./wire";

/**
 * Whether the interrupt line follows the chip. A line seen where it must not be is reported once, as the error of that
 * operation; until it is seen low while the chip is busy and high at the end, the link asks the chip instead.
 */
export class InterruptWatch {
	readonly #wire: Wire;
	#suspected = false;
	#opcode: number = Opcode.NOP;
	#fault: LinkError | undefined;
	#lowWhileBusy = false;
	/** Operations after which the line was not as it must be. */
	faults = 0;

	constructor(wire: Wire) {
		this.#wire = wire;
	}

	/** The line is there and can be waited for. */
	get isTrusted(): boolean {
		return this.#wire.hasInterrupt && !this.#suspected;
	}

	/** A new operation. */
	begin(opcode: number): void {
		this.#opcode = opcode;
		this.#fault = undefined;
		this.#lowWhileBusy = false;
	}

	/** The chip said that it is busy. @param level of the line before it said so: it must be low */
	busy(level: number): void {
		if (level) this.#suspect("is high while the chip is busy");
		else this.#lowWhileBusy = true;
	}

	/** The chip has said that a long operation is complete: the line must be high. Returns the fault of this operation. */
	complete(): LinkError | undefined {
		if (!this.#wire.hasInterrupt) return undefined;
		if (!this.#wire.interruptLevel) this.#suspect("did not rise at the end of the operation");
		else if (this.#lowWhileBusy && !this.#fault) this.#suspected = false;
		return this.#fault;
	}

	#suspect(what: string): void {
		if (!this.isTrusted) return;
		this.#suspected = true;
		this.faults++;
		this.#fault = interruptStuck(what, this.#opcode);
	}
}
