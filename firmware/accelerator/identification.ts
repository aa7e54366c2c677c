import { type ArrayIdentity, IDENTITY_REGISTERS, type Identity, readArray, readIdentity, wrongChip } from "./identity";
import type { Link } from "./link";
import { LinkError } from "./link-error";
import { Control, Register } from "./registers";
import type { Done, Turn } from "./turn";

const ARRAY_BYTES = Register.ARRAY_STRIDE * 4;

/** Resets the chip and finds out what it is. */
export class Identification {
	/** What the chip said, undefined before. */
	identity: Identity | undefined;
	readonly #turn: Turn;
	readonly #link: Link;
	readonly #answered: Done = error => this.#goOn(error);
	#isReset = false;
	#missingArrays = 0;
	#part = 0;

	constructor(turn: Turn) {
		this.#turn = turn;
		this.#link = turn.link;
	}

	/** What the chip said of an array; undefined where it was not opened, or has no such array. */
	array(number: number): ArrayIdentity | undefined {
		return this.identity?.arrays[number];
	}

	/** Resets the chip, finds out what it is, and acknowledges the reset. */
	open(done: Done): void {
		this.#turn.begin(done);
		this.identity = undefined;
		this.#isReset = false;
		this.#link.reset(this.#answered);
	}

	/** After the reset, and after the answer to each question. */
	#goOn(error: LinkError | undefined): void {
		if (this.#turn.failed(error)) return;
		if (!this.#isReset) {
			this.#isReset = true;
			this.#turn.requestRegisters(Register.MAGIC, IDENTITY_REGISTERS, this.#answered);
			return;
		}
		try {
			if (this.identity) this.#takeArrays(this.identity);
			else this.#takeIdentity();
		} catch (wrong) {
			this.#turn.finish(asLinkError(wrong));
			return;
		}
		if (this.#missingArrays > 0) this.#requestArrays();
		else this.#turn.sendRegister(Register.CONTROL, Control.ACKNOWLEDGE_RESET);
	}

	#takeIdentity(): void {
		const { identity, arrays } = readIdentity(this.#link.answer);
		this.identity = identity;
		this.#missingArrays = arrays;
	}

	#requestArrays(): void {
		const known = this.identity!.arrays.length;
		this.#part = Math.min(this.#missingArrays, Math.floor(this.#link.maximumPayload / ARRAY_BYTES));
		const address = Register.ARRAY_BASE + known * Register.ARRAY_STRIDE;
		this.#turn.requestRegisters(address, this.#part * Register.ARRAY_STRIDE, this.#answered);
	}

	#takeArrays({ arrays }: Identity): void {
		for (let i = 0; i < this.#part; i++) {
			const array = readArray(this.#link.answer, i * ARRAY_BYTES);
			// arrays that are alike share their description: a tenth of a kilobyte each on XS
			const last = arrays.at(-1);
			arrays.push(last && isAlike(last, array) ? last : array);
		}
		this.#missingArrays -= this.#part;
	}
}

function asLinkError(error: unknown): LinkError {
	return error instanceof LinkError ? error : wrongChip(String(error));
}

function isAlike(one: ArrayIdentity, other: ArrayIdentity): boolean {
	return (
		one.rows === other.rows &&
		one.columns === other.columns &&
		one.differential === other.differential &&
		one.minimum === other.minimum &&
		one.maximum === other.maximum
	);
}
