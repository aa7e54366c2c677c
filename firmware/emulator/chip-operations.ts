import { ErrorCode, Opcode } from "../accelerator/registers";
import { CellOperations } from "./cell-operations";
import { ChipChance } from "./chip-chance";
import type { ChipRegisters } from "./chip-registers";
import type { ChipReply } from "./chip-reply";
import { ComputeOperations } from "./compute-operations";
import { type AnyCore, isParallel } from "./core";
import { LineOperations } from "./line-operations";
import { ParallelOperations } from "./parallel-operations";
import { UpkeepOperations } from "./upkeep-operations";

/** Carries out commands: checks their payloads against the chip's description, calls the core, writes `reply`. */
export class ChipOperations {
	readonly #registers: ChipRegisters;
	readonly #reply: ChipReply;
	readonly #lines: LineOperations;
	readonly #cells: CellOperations;
	readonly #upkeep: UpkeepOperations;
	/** One of the two, as the core is. */
	readonly #compute: ComputeOperations | undefined;
	readonly #parallel: ParallelOperations | undefined;

	constructor(core: AnyCore, registers: ChipRegisters, reply: ChipReply) {
		this.#registers = registers;
		this.#reply = reply;
		const chance = new ChipChance(registers);
		this.#lines = new LineOperations(core, reply);
		this.#cells = new CellOperations(core, registers, chance, reply, this.#lines);
		this.#upkeep = new UpkeepOperations(core, registers, chance, reply);
		if (isParallel(core)) this.#parallel = new ParallelOperations(core, registers, chance, reply, this.#lines);
		else this.#compute = new ComputeOperations(core, registers, chance, reply);
	}

	/** Selected lines, inputs and outputs are forgotten. */
	reset(): void {
		this.#lines.reset();
		this.#compute?.reset();
		this.#parallel?.reset();
	}

	/** @param length bytes of the payload; returns 0 or an ErrorCode */
	run(opcode: number, payload: DataView, length: number): number {
		this.#reply.clear();
		if (opcode === Opcode.READ_REGISTERS) return this.#readRegisters(payload, length);
		if (opcode === Opcode.WRITE_REGISTERS) return this.#writeRegisters(payload, length);
		if (!this.#registers.acknowledged) return ErrorCode.NOT_CONFIGURED;
		switch (opcode) {
			case Opcode.PROGRAM:
				return this.#cells.program(payload, length);
			case Opcode.READ_OUTCOMES:
				return this.#cells.readOutcomes(payload, length);
			case Opcode.READ_CELLS:
				return this.#cells.readCells(payload, length);
			case Opcode.READ_LINES:
				return this.#lines.readLines(payload, length);
			case Opcode.SELECT_LINES:
				return this.#lines.selectLines(payload, length);
			case Opcode.CALIBRATE:
				return this.#upkeep.calibrate(length);
			case Opcode.SELF_TEST:
				return this.#upkeep.selfTest(length);
			case Opcode.AGE:
				return this.#upkeep.age(payload, length);
			default:
				return this.#multiplying(opcode, payload, length);
		}
	}

	/** Operations that not every chip has. */
	#multiplying(opcode: number, payload: DataView, length: number): number {
		if (this.#parallel)
			switch (opcode) {
				case Opcode.LOAD_PACKED:
					return this.#parallel.loadPacked(payload, length);
				case Opcode.MULTIPLY_SET:
					return this.#parallel.multiplySet(payload, length);
				case Opcode.READ_BURST:
					return this.#parallel.readBurst(payload, length);
				default:
					return ErrorCode.UNKNOWN_OPCODE;
			}
		switch (opcode) {
			case Opcode.LOAD_INPUTS:
				return this.#compute!.loadInputs(payload, length);
			case Opcode.MULTIPLY:
				return this.#compute!.multiply(payload, length);
			case Opcode.READ_OUTPUTS:
				return this.#compute!.readOutputs(payload, length);
			default:
				return ErrorCode.UNKNOWN_OPCODE;
		}
	}

	#readRegisters(payload: DataView, length: number): number {
		if (length !== 4) return ErrorCode.BAD_LENGTH;
		const address = payload.getUint16(0, true);
		const count = payload.getUint16(2, true);
		if (count < 1 || !this.#reply.hasRoom(4 * count)) return ErrorCode.BAD_VALUE;
		for (let i = 0; i < count; i++) if (!this.#registers.isReadable(address + i)) return ErrorCode.BAD_ADDRESS;
		for (let i = 0; i < count; i++) this.#reply.view.setUint32(4 * i, this.#registers.read(address + i), true);
		this.#reply.bytes = 4 * count;
		return 0;
	}

	/** All or none: every value is checked before the first is written. */
	#writeRegisters(payload: DataView, length: number): number {
		if (length < 8) return ErrorCode.BAD_LENGTH;
		const address = payload.getUint16(0, true);
		const count = payload.getUint16(2, true);
		if (length !== 4 + 4 * count) return ErrorCode.BAD_LENGTH;
		for (let i = 0; i < count; i++) {
			const error = this.#registers.checkWrite(address + i, payload.getUint32(4 + 4 * i, true));
			if (error) return error;
		}
		this.#registers.writeAll(address, count, payload, 4);
		return 0;
	}
}
