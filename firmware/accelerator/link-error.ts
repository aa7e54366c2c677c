import { CimError } from "../errors";
import { ErrorCode, Opcode } from "./registers";

/**
 * no-bus: the SPI bus or a pin could not be opened. no-chip: nothing answers. wire: too many damaged transactions.
 * chip-reset: the chip was reset by itself. timeout: an operation does not end. busy: the chip still works on one given up.
 * interrupt-stuck: the interrupt line does not follow the chip. refused: the chip will not do what was asked.
 * in-use: asked for something before the last answer came. wrong-chip: not a chip for this driver or this model.
 * known-answer: the chip computes, but not what the model says it must.
 */
export type LinkErrorCode =
	| "no-bus"
	| "no-chip"
	| "wire"
	| "chip-reset"
	| "timeout"
	| "busy"
	| "interrupt-stuck"
	| "refused"
	| "in-use"
	| "wrong-chip"
	| "known-answer";

/** A failure of the link to the accelerator, or of one operation on it. */
export class LinkError extends CimError {
	declare readonly code: LinkErrorCode;
	/** ErrorCode of the chip when `code` is "refused", else 0. */
	readonly refusal: number;
	constructor(code: LinkErrorCode, message: string, refusal = 0) {
		super(code, message);
		this.refusal = refusal;
	}
}

/** Name of an opcode as the specification writes it. */
function operationName(opcode: number): string {
	for (const name in Opcode) if (Opcode[name as keyof typeof Opcode] === opcode) return name;
	return `opcode 0x${opcode.toString(16)}`;
}

/** What the chip means by an ErrorCode, and what to do. */
function refusalWords(refusal: number): string {
	switch (refusal) {
		case ErrorCode.UNKNOWN_OPCODE:
			return "it does not know the operation: its protocol is older than the driver's";
		case ErrorCode.BAD_LENGTH:
			return "the payload's length does not fit its contents";
		case ErrorCode.BAD_ADDRESS:
			return "a register, array, region or output of that number does not exist or is read only";
		case ErrorCode.BAD_VALUE:
			return "a value is out of range";
		case ErrorCode.NOT_CONFIGURED:
			return "the reset must be acknowledged, or inputs loaded, first";
		case ErrorCode.UNSUPPORTED_MODE:
			return "it does not have this mode";
		case ErrorCode.INTERNAL:
			return "it could not complete the operation: run the self-test";
		default:
			return `error ${refusal}`;
	}
}

export function noBus(cause: unknown): LinkError {
	const words = `the accelerator's SPI bus or a pin of it cannot be used (${String(cause)}): is something else using it?`;
	return new LinkError("no-bus", words);
}

export function noChip(opcode: number, tries: number): LinkError {
	const words = `no chip answers on the SPI bus (${operationName(opcode)}, ${tries} times): check its supply and the data line from it`;
	return new LinkError("no-chip", words);
}

export function badWire(opcode: number, tries: number, hz: number): LinkError {
	const words = `${operationName(opcode)} failed ${tries} times on the SPI wire: check the data lines, or lower the clock from ${hz} Hz`;
	return new LinkError("wire", words);
}

export function chipReset(opcode: number): LinkError {
	const words = `the chip was reset before ${operationName(opcode)} was done and has lost its settings: open it again, and look at its supply`;
	return new LinkError("chip-reset", words);
}

export function timedOut(opcode: number, milliseconds: number): LinkError {
	return new LinkError(
		"timeout",
		`${operationName(opcode)} is not complete after ${milliseconds} ms: open the chip again`,
	);
}

export function stillBusy(opcode: number, tries: number): LinkError {
	const words = `the chip still works on an earlier operation (${operationName(opcode)} sent ${tries} times): open it again`;
	return new LinkError("busy", words);
}

export function interruptStuck(what: string, opcode: number): LinkError {
	const words = `the interrupt line ${what} (${operationName(opcode)}): check it; until it works the chip is polled`;
	return new LinkError("interrupt-stuck", words);
}

export function refused(opcode: number, refusal: number): LinkError {
	return new LinkError("refused", `the chip refused ${operationName(opcode)}: ${refusalWords(refusal)}`, refusal);
}

export function wrongAnswer(opcode: number, bytes: number, expected: number): LinkError {
	const words = `the chip's answer to ${operationName(opcode)} has ${bytes} bytes instead of ${expected}: its protocol is not the driver's`;
	return new LinkError("wrong-chip", words);
}

export function inUse(opcode: number, running: number): LinkError {
	const words = `${operationName(opcode)} was asked for while ${operationName(running)} is under way: wait for its answer`;
	return new LinkError("in-use", words);
}
