import { Cells } from "./cells";
import { Identification } from "./identification";
import { type Identity, profileName, versionName } from "./identity";
import { Link, type LinkOptions } from "./link";
import type { LinkError } from "./link-error";
import { Multiplication } from "./multiplication";
import { Opcode, Register } from "./registers";
import { type Done, Turn } from "./turn";

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

const COUNTERS = Register.RESETS - Register.DAMAGED_FRAMES + 1;

/**
 * The chip's operations as calls. One at a time, `cells` and `multiplication` included: a call throws LinkError in-use while
 * another is under way. `done` comes at a later turn, and what was found stands in the fields until the next of its kind.
 */
export class Driver {
	readonly link: Link;
	readonly cells: Cells;
	readonly multiplication: Multiplication;
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
	protected readonly turn: Turn;
	protected readonly identification: Identification;
	readonly #answered: Done = error => this.#goOn(error);
	#opcode = 0;

	constructor(options: LinkOptions) {
		this.link = new Link(options);
		this.turn = new Turn(this.link);
		this.identification = new Identification(this.turn);
		this.cells = new Cells(this.turn);
		this.multiplication = new Multiplication(this.turn, this.identification);
	}

	/** What the chip said of itself when it was opened, undefined before. */
	get identity(): Identity | undefined {
		return this.identification.identity;
	}

	/** Profile and protocol in words, "" before `open`. */
	get chip(): string {
		const { identity } = this;
		return identity ? `${profileName(identity.profile)}, protocol ${versionName(identity.protocol)}` : "";
	}

	/** Resets the chip, finds out what it is, and acknowledges the reset. */
	open(done: Done): void {
		this.identification.open(done);
	}

	/** Writes the settings that go with a model. */
	configure(settings: ChipSettings, done: Done): void {
		this.turn.begin(done);
		const { payload } = this.link;
		payload.setUint16(0, Register.TONE_AMPLITUDE, true);
		payload.setUint16(2, 2, true);
		payload.setUint32(4, settings.toneAmplitude, true);
		payload.setUint32(8, settings.fullScale, true);
		this.link.execute(Opcode.WRITE_REGISTERS, 12, 0, this.turn.finish);
	}

	/** @param value u32 */
	writeRegister(register: number, value: number, done: Done): void {
		this.turn.begin(done);
		this.turn.sendRegister(register, value);
	}

	/** Reads registers one after another; their values stand in `link.answer`, u32 little endian. */
	readRegisters(register: number, count: number, done: Done): void {
		this.turn.begin(done);
		this.turn.requestRegisters(register, count, this.turn.finish);
	}

	/** Measures and removes the converters' offset and gain errors; `calibration` holds them. */
	calibrate(done: Done): void {
		this.turn.begin(done);
		this.#opcode = Opcode.CALIBRATE;
		this.link.execute(Opcode.CALIBRATE, 0, 8, this.#answered);
	}

	/** Lets the chip test itself; `selfTestFailures` has a bit for each unit that failed. */
	selfTest(done: Done): void {
		this.turn.begin(done);
		this.#opcode = Opcode.SELF_TEST;
		this.link.execute(Opcode.SELF_TEST, 0, 4, this.#answered);
	}

	/** Reads the chip's counters into `health`. */
	readHealth(done: Done): void {
		this.turn.begin(done);
		this.#opcode = Opcode.READ_REGISTERS;
		this.turn.requestRegisters(Register.DAMAGED_FRAMES, COUNTERS, this.#answered);
	}

	/** After the answer to the last command. */
	#goOn(error: LinkError | undefined): void {
		if (this.turn.failed(error)) return;
		const { answer } = this.link;
		if (this.#opcode === Opcode.CALIBRATE) {
			this.calibration.zeroError = answer.getInt32(0, true);
			this.calibration.gainError = answer.getInt32(4, true);
		} else if (this.#opcode === Opcode.SELF_TEST) this.selfTestFailures = answer.getUint32(0, true);
		else this.#takeHealth(answer);
		this.turn.finish(undefined);
	}

	#takeHealth(answer: DataView): void {
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
	}

	/** Gives up what runs, without calling its `done`, and closes bus and pins. */
	close(): void {
		this.turn.abandon();
		this.link.close();
	}
}
