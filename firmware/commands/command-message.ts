import { CborReader } from "../messaging/cbor-reader";
import { CborWriter } from "../messaging/cbor-writer";
import { MessageError } from "../messaging/message-error";
import { clipUtf8 } from "../messaging/utf8";
import { type Fields, readFields, writeFields } from "./fields";

/** Bytes of a command's id: a UUID fits. */
const MAXIMUM_ID = 36;
const ID = /^[!-~]{1,36}$/;
const MAXIMUM_CODE = 32;
const MAXIMUM_WORDS = 240;
/** Bytes of an answer, at most. */
export const ANSWER_CAPACITY = 6144;

/** What somebody wants done; the topic says which command it is. */
export interface Command {
	/** Chosen by the sender; a command that comes again with the same id is not done again. */
	id: string;
	values: Fields;
	/** Milliseconds since 1970-01-01 UTC after which it is not to be done any more. */
	expires?: number;
}

/** What became of it. */
export interface Answer {
	id: string;
	/** Boot identifier of the device. */
	boot: number;
	/** "" when it was done, else why not. */
	code: string;
	message?: string;
	result?: Fields;
}

/** Throws MessageError for an id that no command may have. */
export function encodeCommand({ id, values, expires }: Command): Uint8Array {
	if (!ID.test(id)) throw new MessageError("id", `must be 1 to ${MAXIMUM_ID} ASCII characters without spaces`);
	const writer = new CborWriter(64, ANSWER_CAPACITY).map(expires === undefined ? 2 : 3);
	writer.text("id").text(id).text("values");
	writeFields(values, writer);
	if (expires !== undefined) writer.text("expires").int(expires);
	return writer.finish();
}

/** Throws CborError or MessageError. */
export function decodeCommand(bytes: Uint8Array): Command {
	const reader = new CborReader(bytes);
	let pairs = reader.map(1, 3);
	const command: Command = { id: "", values: {} };
	for (; pairs > 0; pairs--) {
		const key = reader.text(MAXIMUM_CODE);
		if (key === "id") command.id = reader.text(MAXIMUM_ID);
		else if (key === "values") command.values = readFields(reader);
		else if (key === "expires") command.expires = reader.int(0);
		else throw new MessageError(key, "is no field of a command; id, values and expires are");
	}
	reader.end();
	if (!ID.test(command.id))
		throw new MessageError("id", `is needed: 1 to ${MAXIMUM_ID} ASCII characters without spaces`);
	return command;
}

export function encodeAnswer({ id, boot, code, message, result }: Answer): Uint8Array {
	const writer = new CborWriter(128, ANSWER_CAPACITY);
	writer.map(3 + (message === undefined ? 0 : 1) + (result === undefined ? 0 : 1));
	writer.text("id").text(id).text("boot").int(boot).text("code").text(clipUtf8(code, MAXIMUM_CODE));
	if (result !== undefined) {
		writer.text("result");
		writeFields(result, writer);
	}
	if (message !== undefined) writer.text("message").text(clipUtf8(message, MAXIMUM_WORDS));
	return writer.finish();
}

/** Throws CborError or MessageError. */
export function decodeAnswer(bytes: Uint8Array): Answer {
	const reader = new CborReader(bytes);
	const answer: Answer = { id: "", boot: 0, code: "" };
	for (let pairs = reader.map(3, 5); pairs > 0; pairs--) {
		const key = reader.text(MAXIMUM_CODE);
		if (key === "id") answer.id = reader.text(MAXIMUM_ID);
		else if (key === "boot") answer.boot = reader.int(0, 0xffffffff);
		else if (key === "code") answer.code = reader.text(MAXIMUM_CODE);
		else if (key === "result") answer.result = readFields(reader);
		else if (key === "message") answer.message = reader.text(MAXIMUM_WORDS);
		else throw new MessageError(key, "is no field of an answer");
	}
	reader.end();
	return answer;
}
