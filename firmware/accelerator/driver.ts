import {
	IDENTITY_REGISTERS,
	type Identity,
	profileName,
	readArray,
	readIdentity,
	versionName,
	wrongChip,
} from "./identity";
import { Link, type LinkOptions } from "./link";
import { LinkError } from "./link-error";
import { RegionWalk } from "./region-walk";
import { Control, Opcode, ProgramFlag, Register } from "./registers";

/** Called once, at a later turn; must not throw. What was read is in the driver's reused fields. */
export type Done = (error: LinkError | undefined) => void;

/** What PROGRAM did, summed over its commands. */
export interface Programmed {
	cells: number;
	/** Cells not within tolerance, stuck ones among them. */
	missed: number;
	pulses: number;
	/** The chip's time, microseconds. */
	microseconds: number;
}

/** What MULTIPLY did. */
export interface Multiplied {
	outputs: number;
	/** Outputs that hit the converter's range. */
	clipped: number;
	/** The chip's time, microseconds. */
	microseconds: number;
	/** Noise of one output, picoamperes root mean square. */
	noiseFloor: number;
	/** Estimate, nanojoules. */
	energy: number;
}

/** What CALIBRATE found and removed. */
export interface Calibration {
	/** Picoamperes. */
	zeroError: number;
	/** Parts per million. */
	gainError: number;
}

/** The chip's counters since power-on (registers DAMAGED_FRAMES to RESETS); they wrap at 2^32. */
export interface Health {
	damagedFrames: number;
	repeatedFrames: number;
	operations: number;
	cellsProgrammed: number;
	cellsMissed: number;
	pulses: number;
	conversions: number;
	clipped: number;
	resets: number;
}

/** Settings of the chip that go with a model. */
export interface ChipSettings {
	/** Nanovolts. */
	toneAmplitude: number;
	/** Picoamperes. */
	fullScale: number;
}

const REGION_HEADER = 10;
const PROGRAM_HEADER = 12;
const LOAD_HEADER = 6;
const REGISTER_BYTES = 4;
const ARRAY_BYTES = Register.ARRAY_STRIDE * REGISTER_BYTES;
const COUNTERS = Register.RESETS - Register.DAMAGED_FRAMES + 1;

/**
 * The chip's operations as calls. One at a time; `done` comes at a later turn, and what the operation gave stands in the
 * fields below until the next one of its kind. Larger regions, loads and reads go in several commands.
 */
export class Driver {
	readonly link: Link;
	/** Set by `open`. */
	identity: Identity | undefined;
	readonly programmed: Programmed = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	readonly multiplied: Multiplied = { outputs: 0, clipped: 0, microseconds: 0, noiseFloor: 0, energy: 0 };
	readonly calibration: Calibration = { zeroError: 0, gainError: 0 };
	readonly health: Health = {
		damagedFrames: 0,
		repeatedFrames: 0,
		operations: 0,
		cellsProgrammed: 0,
		cellsMissed: 0,
		pulses: 0,
		conversions: 0,
		clipped: 0,
		resets: 0,
	};
	/** Bits of SelfTest that failed. */
	selfTestFailures = 0;

	#done: Done | undefined;
	#missingArrays = 0;
	readonly #walk = new RegionWalk();
	#array = 0;
	#row = 0;
	#column = 0;
	#columns = 0;
	#bits = 0;
	#flags = 0;
	#codes: Uint8Array = NO_BYTES;
	#regionOpcode = 0;
	#regionInto: Uint8Array | Uint16Array = NO_BYTES;
	#inputs: Int8Array = NO_CODES;
	#outputs: Int8Array | Int16Array = NO_CODES;
	#rows = 0;
	#at = 0;
	#count = 0;
	#part = 0;

	constructor(options: LinkOptions) {
		this.link = new Link(options);
	}

	/** Profile and protocol in words, "" before `open`. */
	get chip(): string {
		const { identity } = this;
		return identity ? `${profileName(identity.profile)}, protocol ${versionName(identity.protocol)}` : "";
	}

	/** Resets the chip, finds out what it is, and acknowledges the reset. */
	open(done: Done): void {
		this.#begin(done);
		this.identity = undefined;
		this.link.reset(this.#identify);
	}

	#identify = (error: LinkError | undefined): void => {
		if (this.#failed(error)) return;
		this.#requestRegisters(Register.MAGIC, IDENTITY_REGISTERS, this.#identified);
	};

	#identified = (error: LinkError | undefined): void => {
		if (this.#failed(error)) return;
		try {
			const { identity, arrays } = readIdentity(this.link.answer);
			this.identity = identity;
			this.#missingArrays = arrays;
		} catch (wrong) {
			this.#finish(asLinkError(wrong));
			return;
		}
		this.#requestArrays();
	};

	#requestArrays(): void {
		const known = this.identity!.arrays.length;
		this.#part = Math.min(this.#missingArrays, Math.floor(this.link.maximumPayload / ARRAY_BYTES));
		const address = Register.ARRAY_BASE + known * Register.ARRAY_STRIDE;
		this.#requestRegisters(address, this.#part * Register.ARRAY_STRIDE, this.#arraysRead);
	}

	#arraysRead = (error: LinkError | undefined): void => {
		if (this.#failed(error)) return;
		const { arrays } = this.identity!;
		try {
			for (let i = 0; i < this.#part; i++) arrays.push(readArray(this.link.answer, i * ARRAY_BYTES));
		} catch (wrong) {
			this.#finish(asLinkError(wrong));
			return;
		}
		this.#missingArrays -= this.#part;
		if (this.#missingArrays > 0) this.#requestArrays();
		else this.#sendRegister(Register.CONTROL, Control.ACKNOWLEDGE_RESET);
	};

	/** Writes the settings that go with a model. */
	configure(settings: ChipSettings, done: Done): void {
		this.#begin(done);
		const { payload } = this.link;
		payload.setUint16(0, Register.TONE_AMPLITUDE, true);
		payload.setUint16(2, 2, true);
		payload.setUint32(4, settings.toneAmplitude, true);
		payload.setUint32(8, settings.fullScale, true);
		this.link.execute(Opcode.WRITE_REGISTERS, 12, 0, this.#finish);
	}

	/** @param value u32 */
	writeRegister(register: number, value: number, done: Done): void {
		this.#begin(done);
		this.#sendRegister(register, value);
	}

	/** Reads registers one after another; their values stand in `link.answer`, u32 little endian. */
	readRegisters(register: number, count: number, done: Done): void {
		this.#begin(done);
		this.#requestRegisters(register, count, this.#finish);
	}

	#sendRegister(register: number, value: number): void {
		const { payload } = this.link;
		payload.setUint16(0, register, true);
		payload.setUint16(2, 1, true);
		payload.setUint32(4, value, true);
		this.link.execute(Opcode.WRITE_REGISTERS, 8, 0, this.#finish);
	}

	#requestRegisters(register: number, count: number, done: Done): void {
		const { payload } = this.link;
		payload.setUint16(0, register, true);
		payload.setUint16(2, count, true);
		this.link.execute(Opcode.READ_REGISTERS, 4, count * REGISTER_BYTES, done);
	}

	/**
	 * Programs a region; `programmed` sums up.
	 * @param codes one a cell, row-major, 0 to 2^bits - 1; left alone until done
	 * @param bits 1, 2, 4 or 8 a cell on the wire
	 * @param erase every cell of the array goes to the high-resistance state first
	 */
	program(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		bits: number,
		erase: boolean,
		done: Done,
	): void {
		this.#begin(done);
		this.#array = array;
		this.#row = row;
		this.#column = column;
		this.#columns = columns;
		this.#codes = codes;
		this.#bits = bits;
		this.#flags = erase ? ProgramFlag.ERASE : 0;
		this.#walk.start(rows, columns, Math.floor(((this.link.maximumPayload - PROGRAM_HEADER) * 8) / bits));
		const { programmed } = this;
		programmed.cells = programmed.missed = programmed.pulses = programmed.microseconds = 0;
		this.#programPiece();
	}

	#programPiece(): void {
		const walk = this.#walk;
		if (!walk.next()) {
			this.#finish(undefined);
			return;
		}
		const { payload } = this.link;
		const bits = this.#bits;
		payload.setUint8(0, this.#array);
		payload.setUint8(1, bits);
		payload.setUint8(2, this.#flags);
		payload.setUint8(3, 0);
		payload.setUint16(4, this.#row + walk.row, true);
		payload.setUint16(6, this.#column + walk.column, true);
		payload.setUint16(8, walk.rows, true);
		payload.setUint16(10, walk.columns, true);
		let at = PROGRAM_HEADER;
		let byte = 0;
		let filled = 0;
		for (let i = walk.row; i < walk.row + walk.rows; i++) {
			const rowStart = i * this.#columns + walk.column;
			for (let j = 0; j < walk.columns; j++) {
				byte |= this.#codes[rowStart + j] << filled;
				filled += bits;
				if (filled < 8) continue;
				payload.setUint8(at++, byte);
				byte = filled = 0;
			}
		}
		if (filled > 0) payload.setUint8(at++, byte);
		this.#flags = 0;
		this.link.execute(Opcode.PROGRAM, at, 16, this.#pieceProgrammed);
	}

	#pieceProgrammed = (error: LinkError | undefined): void => {
		if (this.#failed(error)) return;
		const { answer } = this.link;
		const { programmed } = this;
		programmed.cells += answer.getUint32(0, true);
		programmed.missed += answer.getUint32(4, true);
		programmed.pulses += answer.getUint32(8, true);
		programmed.microseconds += answer.getUint32(12, true);
		this.#programPiece();
	};

	/** Reads the outcome bytes of a region, row-major: Outcome in bits 1..0, pulses in bits 7..2. */
	readOutcomes(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		into: Uint8Array,
		done: Done,
	) {
		this.#readRegion(Opcode.READ_OUTCOMES, array, row, column, rows, columns, into, done);
	}

	/** Reads the conductances of a region, row-major, in steps of `identity.conductanceStep`. */
	readCells(array: number, row: number, column: number, rows: number, columns: number, into: Uint16Array, done: Done) {
		this.#readRegion(Opcode.READ_CELLS, array, row, column, rows, columns, into, done);
	}

	#readRegion(
		opcode: number,
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		into: Uint8Array | Uint16Array,
		done: Done,
	): void {
		this.#begin(done);
		this.#regionOpcode = opcode;
		this.#array = array;
		this.#row = row;
		this.#column = column;
		this.#columns = columns;
		this.#regionInto = into;
		this.#walk.start(rows, columns, Math.floor(this.link.maximumPayload / into.BYTES_PER_ELEMENT));
		this.#readPiece();
	}

	#readPiece(): void {
		const walk = this.#walk;
		if (!walk.next()) {
			this.#finish(undefined);
			return;
		}
		const { payload } = this.link;
		payload.setUint8(0, this.#array);
		payload.setUint8(1, 0);
		payload.setUint16(2, this.#row + walk.row, true);
		payload.setUint16(4, this.#column + walk.column, true);
		payload.setUint16(6, walk.rows, true);
		payload.setUint16(8, walk.columns, true);
		const bytes = walk.rows * walk.columns * this.#regionInto.BYTES_PER_ELEMENT;
		this.link.execute(this.#regionOpcode, REGION_HEADER, bytes, this.#pieceRead);
	}

	#pieceRead = (error: LinkError | undefined): void => {
		if (this.#failed(error)) return;
		const walk = this.#walk;
		const { answer } = this.link;
		const into = this.#regionInto;
		const wide = into.BYTES_PER_ELEMENT === 2;
		let at = 0;
		for (let i = walk.row; i < walk.row + walk.rows; i++)
			for (let j = walk.column; j < walk.column + walk.columns; j++, at++)
				into[i * this.#columns + j] = wide ? answer.getUint16(2 * at, true) : answer.getUint8(at);
		this.#readPiece();
	};

	/**
	 * Loads `vectors` input vectors of `rows` values.
	 * @param values vector by vector; left alone until done
	 */
	loadInputs(array: number, rows: number, vectors: number, values: Int8Array, done: Done): void {
		if (rows > this.link.maximumPayload - LOAD_HEADER)
			throw new RangeError(`a vector of ${rows} does not fit a command: raise maximumPayload`);
		this.#begin(done);
		this.#array = array;
		this.#rows = rows;
		this.#count = vectors;
		this.#inputs = values;
		this.#at = this.#part = 0;
		this.#loadPart(undefined);
	}

	#loadPart = (error: LinkError | undefined): void => {
		this.#at += this.#part;
		if (error || this.#at >= this.#count) {
			this.#finish(error);
			return;
		}
		const rows = this.#rows;
		const room = Math.floor((this.link.maximumPayload - LOAD_HEADER) / rows);
		this.#part = Math.min(this.#count - this.#at, room);
		const { payload } = this.link;
		payload.setUint8(0, this.#array);
		payload.setUint8(1, this.#at);
		payload.setUint16(2, rows, true);
		payload.setUint16(4, this.#part, true);
		const values = this.#part * rows;
		const start = this.#at * rows;
		for (let i = 0; i < values; i++) payload.setInt8(LOAD_HEADER + i, this.#inputs[start + i]);
		this.link.execute(Opcode.LOAD_INPUTS, LOAD_HEADER + values, 0, this.#loadPart);
	};

	/** Multiplies in a Mode; `multiplied` says what came of it. */
	multiply(mode: number, array: number, vectors: number, done: Done): void {
		this.#begin(done);
		const { payload } = this.link;
		payload.setUint8(0, mode);
		payload.setUint8(1, array);
		payload.setUint16(2, vectors, true);
		this.link.execute(Opcode.MULTIPLY, 4, 16, this.#multiplyDone);
	}

	#multiplyDone = (error: LinkError | undefined): void => {
		if (this.#failed(error)) return;
		const { answer } = this.link;
		const { multiplied } = this;
		multiplied.outputs = answer.getUint16(0, true);
		multiplied.clipped = answer.getUint16(2, true);
		multiplied.microseconds = answer.getUint32(4, true);
		multiplied.noiseFloor = answer.getUint32(8, true);
		multiplied.energy = answer.getUint32(12, true);
		this.#finish(undefined);
	};

	/** Reads the first `count` outputs of the last multiply into `into`, in bursts. */
	readOutputs(into: Int8Array | Int16Array, count: number, done: Done): void {
		this.#begin(done);
		this.#outputs = into;
		this.#count = count;
		this.#at = 0;
		this.#requestOutputs();
	}

	#requestOutputs(): void {
		if (this.#at >= this.#count) {
			this.#finish(undefined);
			return;
		}
		const size = this.#outputBytes;
		this.#part = Math.min(this.#count - this.#at, Math.floor(this.link.maximumPayload / size));
		const { payload } = this.link;
		payload.setUint16(0, this.#at, true);
		payload.setUint16(2, this.#part, true);
		this.link.execute(Opcode.READ_OUTPUTS, 4, this.#part * size, this.#outputsRead);
	}

	#outputsRead = (error: LinkError | undefined): void => {
		if (this.#failed(error)) return;
		const { answer } = this.link;
		const wide = this.#outputBytes === 2;
		for (let i = 0; i < this.#part; i++)
			this.#outputs[this.#at + i] = wide ? answer.getInt16(2 * i, true) : answer.getInt8(i);
		this.#at += this.#part;
		this.#requestOutputs();
	};

	get #outputBytes(): number {
		return this.identity && this.identity.outputBits > 8 ? 2 : 1;
	}

	/** Measures and removes the converters' offset and gain errors; `calibration` holds them. */
	calibrate(done: Done): void {
		this.#begin(done);
		this.link.execute(Opcode.CALIBRATE, 0, 8, this.#calibrated);
	}

	#calibrated = (error: LinkError | undefined): void => {
		if (!error) {
			this.calibration.zeroError = this.link.answer.getInt32(0, true);
			this.calibration.gainError = this.link.answer.getInt32(4, true);
		}
		this.#finish(error);
	};

	/** Lets the chip test itself; `selfTestFailures` has a bit for each unit that failed. */
	selfTest(done: Done): void {
		this.#begin(done);
		this.link.execute(Opcode.SELF_TEST, 0, 4, this.#selfTested);
	}

	#selfTested = (error: LinkError | undefined): void => {
		if (!error) this.selfTestFailures = this.link.answer.getUint32(0, true);
		this.#finish(error);
	};

	/** Reads the chip's counters into `health`. */
	readHealth(done: Done): void {
		this.#begin(done);
		this.#requestRegisters(Register.DAMAGED_FRAMES, COUNTERS, this.#healthRead);
	}

	#healthRead = (error: LinkError | undefined): void => {
		if (this.#failed(error)) return;
		const { answer } = this.link;
		const { health } = this;
		health.damagedFrames = answer.getUint32(0, true);
		health.repeatedFrames = answer.getUint32(4, true);
		health.operations = answer.getUint32(8, true);
		health.cellsProgrammed = answer.getUint32(12, true);
		health.cellsMissed = answer.getUint32(16, true);
		health.pulses = answer.getUint32(20, true);
		health.conversions = answer.getUint32(24, true);
		health.clipped = answer.getUint32(28, true);
		health.resets = answer.getUint32(32, true);
		this.#finish(undefined);
	};

	/** Gives up what runs, without calling its `done`, and closes bus and pins. */
	close(): void {
		this.#done = undefined;
		this.link.close();
	}

	#begin(done: Done): void {
		if (this.#done || this.link.isBusy)
			throw new LinkError("in-use", "the accelerator is still at its last operation: wait for its answer");
		this.#done = done;
	}

	/** Ends the operation if there is an error; says whether there was. */
	#failed(error: LinkError | undefined): boolean {
		if (error) this.#finish(error);
		return error !== undefined;
	}

	#finish = (error: LinkError | undefined): void => {
		const done = this.#done;
		this.#done = undefined;
		done?.(error);
	};
}

const NO_BYTES = new Uint8Array(0);
const NO_CODES = new Int8Array(0);

function asLinkError(error: unknown): LinkError {
	return error instanceof LinkError ? error : wrongChip(String(error));
}
