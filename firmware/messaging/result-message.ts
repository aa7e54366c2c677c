import { CborReader } from "./cbor-reader";
import type { CborWriter } from "./cbor-writer";
import { MessageError } from "./message-error";
import type { Result } from "./messages";
import { clipUtf8, utf8Length } from "./utf8";

/** Keys of the result on the wire, in the order they are written (schema.cddl `result`). */
export const ResultKey = {
	sequence: 0,
	uptime: 1,
	boot: 2,
	frame: 3,
	frameHash: 4,
	kind: 5,
	text: 6,
	margins: 7,
	scores: 8,
	snr: 9,
	chip: 10,
	model: 11,
	fault: 12,
	source: 13,
	seed: 14,
	time: 15,
	unit: 16,
	event: 17,
} as const;

/** Pairs that every result has, and that some have. */
const REQUIRED = 13;
const OPTIONAL = 5;

/** Names of the kinds; their place is their number on the wire. */
const KINDS: readonly Result["kind"][] = ["letters", "no-sheet", "fault", "network"];
/** Names of the events; the number on the wire is one more than their place. */
const EVENTS: readonly NonNullable<Result["event"]>[] = ["new", "update", "end"];

const MAXIMUM_U32 = 0xffffffff;
/** Pictures in one shot, at most. */
const MAXIMUM_PICTURES = 64;
/** Scores in one shot, at most: pictures times labels. */
const MAXIMUM_SCORES = 4096;
/** Signal-to-noise ratio, tenths of a decibel, either way. */
const MAXIMUM_SNR = 3000;
/** Bytes of UTF-8. */
const MAXIMUM_SOURCE = 128;
const MAXIMUM_CODE = 32;
const MAXIMUM_WORDS = 240;

/** A writer with this capacity never overflows on a result. */
export const RESULT_CAPACITY =
	160 + 5 * MAXIMUM_PICTURES + MAXIMUM_SCORES + MAXIMUM_SOURCE + MAXIMUM_CODE + MAXIMUM_WORDS;

/**
 * Encodes a result into `writer` and returns the bytes (a view, valid until the writer's next use).
 * Throws MessageError when a field is out of its bounds; a fault's words beyond 240 bytes are cut.
 */
export function encodeResult(result: Result, writer: CborWriter): Uint8Array {
	checkResult(result);
	const { chip, fault, seed, time, unit, event } = result;
	writer.reset().map(REQUIRED + one(fault) + one(seed) + one(time) + one(unit) + one(event));
	writer.int(ResultKey.sequence).int(result.sequence);
	writer.int(ResultKey.uptime).int(result.uptime);
	writer.int(ResultKey.boot).int(result.boot);
	writer.int(ResultKey.frame).int(result.frame);
	writer.int(ResultKey.frameHash).int(result.frameHash);
	writer.int(ResultKey.kind).int(KINDS.indexOf(result.kind));
	writer.int(ResultKey.text).text(result.text);
	writer.int(ResultKey.margins).bytes(result.margins);
	writer.int(ResultKey.scores).bytes(result.scores);
	writer.int(ResultKey.snr).int(result.snr);
	writer.int(ResultKey.chip).array(4).int(chip.program).int(chip.multiply).int(chip.wireBytes).int(chip.energy);
	writer.int(ResultKey.model).int(result.model);
	if (fault !== undefined)
		writer
			.int(ResultKey.fault)
			.array(2)
			.text(clipUtf8(fault.code, MAXIMUM_CODE))
			.text(clipUtf8(fault.message, MAXIMUM_WORDS));
	writer.int(ResultKey.source).text(result.source);
	if (seed !== undefined) writer.int(ResultKey.seed).int(seed);
	if (time !== undefined) writer.int(ResultKey.time).int(time);
	if (unit !== undefined) writer.int(ResultKey.unit).float(unit);
	if (event !== undefined) writer.int(ResultKey.event).int(EVENTS.indexOf(event) + 1);
	return writer.finish();
}

function one(field: unknown): number {
	return field === undefined ? 0 : 1;
}

/** Decodes and checks a result. Throws CborError or MessageError; nothing in the answer refers to `bytes`. */
export function decodeResult(bytes: Uint8Array): Result {
	const reader = new CborReader(bytes);
	const pairs = reader.map(REQUIRED, REQUIRED + OPTIONAL);
	expectKey(reader, ResultKey.sequence, "sequence");
	const sequence = reader.int(0, MAXIMUM_U32);
	expectKey(reader, ResultKey.uptime, "uptime");
	const uptime = reader.int(0);
	expectKey(reader, ResultKey.boot, "boot");
	const boot = reader.int(0, MAXIMUM_U32);
	expectKey(reader, ResultKey.frame, "frame");
	const frame = reader.int(0, MAXIMUM_U32);
	expectKey(reader, ResultKey.frameHash, "frameHash");
	const frameHash = reader.int(0, MAXIMUM_U32);
	expectKey(reader, ResultKey.kind, "kind");
	const kind = KINDS[reader.int(0, KINDS.length - 1)];
	expectKey(reader, ResultKey.text, "text");
	const text = reader.text(4 * MAXIMUM_PICTURES);
	expectKey(reader, ResultKey.margins, "margins");
	const margins = new Uint8Array(reader.bytes(0, MAXIMUM_PICTURES));
	expectKey(reader, ResultKey.scores, "scores");
	const scores = new Int8Array(reader.bytes(0, MAXIMUM_SCORES));
	expectKey(reader, ResultKey.snr, "snr");
	const snr = reader.int(-MAXIMUM_SNR, MAXIMUM_SNR);
	expectKey(reader, ResultKey.chip, "chip");
	reader.array(4, 4);
	const program = reader.int(0, MAXIMUM_U32);
	const multiply = reader.int(0, MAXIMUM_U32);
	const wireBytes = reader.int(0, MAXIMUM_U32);
	const energy = reader.int(0, MAXIMUM_U32);
	expectKey(reader, ResultKey.model, "model");
	const model = reader.int(0, MAXIMUM_U32);
	const result: Result = {
		sequence,
		uptime,
		boot,
		frame,
		frameHash,
		kind,
		text,
		margins,
		scores,
		snr,
		chip: { program, multiply, wireBytes, energy },
		model,
		source: "",
	};
	let key = reader.int(ResultKey.fault, ResultKey.source);
	if (key === ResultKey.fault) {
		reader.array(2, 2);
		result.fault = { code: reader.text(MAXIMUM_CODE), message: reader.text(MAXIMUM_WORDS) };
		key = reader.int(ResultKey.source, ResultKey.source);
	}
	result.source = reader.text(MAXIMUM_SOURCE);
	key = ResultKey.source;
	for (let left = pairs - REQUIRED - one(result.fault); left > 0; left--) {
		key = reader.int(key + 1, ResultKey.event);
		if (key === ResultKey.seed) result.seed = reader.int(0, MAXIMUM_U32);
		else if (key === ResultKey.time) result.time = reader.int(0);
		else if (key === ResultKey.unit) result.unit = reader.float();
		else result.event = EVENTS[reader.int(1, EVENTS.length) - 1];
	}
	reader.end();
	checkResult(result);
	return result;
}

function expectKey(reader: CborReader, key: number, field: string): void {
	const found = reader.int();
	if (found !== key) throw new MessageError(field, `key ${key} expected, found ${found}`);
}

/** What schema.cddl says, and what it cannot say. */
function checkResult(result: Result): void {
	const { chip, margins, scores } = result;
	checkUnsigned("sequence", result.sequence, MAXIMUM_U32);
	checkUnsigned("uptime", result.uptime, Number.MAX_SAFE_INTEGER);
	checkUnsigned("boot", result.boot, MAXIMUM_U32);
	checkUnsigned("frame", result.frame, MAXIMUM_U32);
	checkUnsigned("frameHash", result.frameHash, MAXIMUM_U32);
	checkUnsigned("chip.program", chip.program, MAXIMUM_U32);
	checkUnsigned("chip.multiply", chip.multiply, MAXIMUM_U32);
	checkUnsigned("chip.wireBytes", chip.wireBytes, MAXIMUM_U32);
	checkUnsigned("chip.energy", chip.energy, MAXIMUM_U32);
	checkUnsigned("model", result.model, MAXIMUM_U32);
	if (result.seed !== undefined) checkUnsigned("seed", result.seed, MAXIMUM_U32);
	if (result.time !== undefined) checkUnsigned("time", result.time, Number.MAX_SAFE_INTEGER);
	if (result.event !== undefined && EVENTS.indexOf(result.event) < 0)
		throw new MessageError("event", `${result.event} is not one of ${EVENTS.join(", ")}`);
	if (!Number.isInteger(result.snr) || result.snr < -MAXIMUM_SNR || result.snr > MAXIMUM_SNR)
		throw new MessageError("snr", `${result.snr} is not a whole number of tenths of a decibel within ±${MAXIMUM_SNR}`);
	if (KINDS.indexOf(result.kind) < 0)
		throw new MessageError("kind", `${result.kind} is not one of ${KINDS.join(", ")}`);
	const characters = countCharacters(result.text);
	if (characters > MAXIMUM_PICTURES) throw new MessageError("text", `longer than ${MAXIMUM_PICTURES} characters`);
	const isNetwork = result.kind === "network";
	// a label of a network is one verdict, however long
	const verdicts = isNetwork && characters > 0 ? 1 : characters;
	if (margins.length !== verdicts)
		throw new MessageError("margins", `${margins.length} for ${verdicts} verdicts of the text; one each is needed`);
	const wrongScores = verdicts === 0 ? scores.length > 0 && !isNetwork : scores.length % verdicts !== 0;
	if (scores.length > MAXIMUM_SCORES || wrongScores)
		throw new MessageError("scores", `${scores.length} are not a whole number for each of ${verdicts} pictures`);
	if (isNetwork ? !(result.unit! > 0 && result.unit! < Infinity) : result.unit !== undefined)
		throw new MessageError("unit", `${result.unit} does not go with kind ${result.kind}: networks have one above 0`);
	const sourceLength = utf8Length(result.source);
	if (sourceLength < 0 || sourceLength > MAXIMUM_SOURCE)
		throw new MessageError("source", `must be text of at most ${MAXIMUM_SOURCE} bytes`);
	if (!isNetwork && (result.kind === "letters") !== characters > 0)
		throw new MessageError("text", `${characters} characters do not go with kind ${result.kind}`);
	if ((isNetwork || result.kind === "letters") && result.fault)
		throw new MessageError("fault", `does not go with kind ${result.kind}`);
	if (result.kind === "fault" && !result.fault) throw new MessageError("fault", "is needed with kind fault");
}

function checkUnsigned(field: string, value: number, maximum: number): void {
	if (!Number.isInteger(value) || value < 0 || value > maximum)
		throw new MessageError(field, `${value} is not a whole number from 0 to ${maximum}`);
}

/** Characters outside the basic plane are two code units but one character. */
function countCharacters(text: string): number {
	let count = text.length;
	for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0x1ffc00) === 0xdc00) count--;
	return count;
}
