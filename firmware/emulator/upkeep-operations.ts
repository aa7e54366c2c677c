import { ErrorCode, Opcode } from "../accelerator/registers";
import type { ChipChance } from "./chip-chance";
import type { ChipRegisters } from "./chip-registers";
import { type ChipReply, signed32 } from "./chip-reply";
import type { CellCore } from "./core";

/** Simulated time of CALIBRATE and of SELF_TEST, microseconds (assumed: the papers give none). */
const CALIBRATE_TIME = 10_000;
const SELF_TEST_TIME = 10_000;
const AGE_BYTES = 4;

/** CALIBRATE, SELF_TEST, AGE. Each checks its payload, writes `reply`, and returns 0 or an ErrorCode. */
export class UpkeepOperations {
	readonly #core: CellCore;
	readonly #registers: ChipRegisters;
	readonly #chance: ChipChance;
	readonly #reply: ChipReply;

	constructor(core: CellCore, registers: ChipRegisters, chance: ChipChance, reply: ChipReply) {
		this.#core = core;
		this.#registers = registers;
		this.#chance = chance;
		this.#reply = reply;
	}

	calibrate(length: number): number {
		if (length !== 0) return ErrorCode.BAD_LENGTH;
		const found = this.#core.calibrate(this.#registers.settings, this.#chance.of(Opcode.CALIBRATE));
		this.#reply.view.setInt32(0, signed32(found.offset * 1e12), true);
		this.#reply.view.setInt32(4, signed32(found.gain * 1e6), true);
		return this.#reply.finishLong(8, CALIBRATE_TIME);
	}

	selfTest(length: number): number {
		if (length !== 0) return ErrorCode.BAD_LENGTH;
		const failed = this.#core.selfTest(this.#registers.settings, this.#chance.of(Opcode.SELF_TEST));
		this.#reply.view.setUint32(0, failed, true);
		return this.#reply.finishLong(4, SELF_TEST_TIME);
	}

	age(payload: DataView, length: number): number {
		if (!this.#core.age) return ErrorCode.UNKNOWN_OPCODE;
		if (length !== AGE_BYTES) return ErrorCode.BAD_LENGTH;
		this.#core.age(payload.getUint32(0, true), this.#chance.of(Opcode.AGE));
		return 0;
	}
}
