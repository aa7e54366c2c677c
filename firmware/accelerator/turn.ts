import type { Link } from "./link";
import { LinkError } from "./link-error";
import { Opcode } from "./registers";

/** Called once, at a later turn; must not throw. What was read stands in the reused fields of whoever was asked. */
export type Done = (error: LinkError | undefined) => void;

const REGISTER_BYTES = 4;

/** Whose turn it is on the link: one operation of the driver at a time, each of one or more commands. */
export class Turn {
	readonly link: Link;
	#done: Done | undefined;

	constructor(link: Link) {
		this.link = link;
	}

	/** @throws LinkError in-use, when the last operation is not done */
	begin(done: Done): void {
		this.demand();
		this.#done = done;
	}

	/** @throws LinkError in-use, when the last operation is not done; for who begins with what is no operation yet */
	demand(): void {
		if (this.#done || this.link.isBusy)
			throw new LinkError("in-use", "the accelerator is still at its last operation: wait for its answer");
	}

	/** Ends the operation if there is an error; says whether there was. */
	failed(error: LinkError | undefined): boolean {
		if (error) this.finish(error);
		return error !== undefined;
	}

	/** Ends the operation. */
	readonly finish: Done = error => {
		const done = this.#done;
		this.#done = undefined;
		done?.(error);
	};

	/** Forgets the operation without a word. */
	abandon(): void {
		this.#done = undefined;
	}

	/** Command: write one register, and end the operation. */
	sendRegister(register: number, value: number): void {
		const { payload } = this.link;
		payload.setUint16(0, register, true);
		payload.setUint16(2, 1, true);
		payload.setUint32(4, value, true);
		this.link.execute(Opcode.WRITE_REGISTERS, 4 + REGISTER_BYTES, 0, this.finish);
	}

	/** Command: read `count` registers into the link's answer. */
	requestRegisters(register: number, count: number, done: Done): void {
		const { payload } = this.link;
		payload.setUint16(0, register, true);
		payload.setUint16(2, count, true);
		this.link.execute(Opcode.READ_REGISTERS, 4, count * REGISTER_BYTES, done);
	}
}
