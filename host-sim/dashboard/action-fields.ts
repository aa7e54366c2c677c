import { CimError } from "../../firmware/errors";

/** An action that cannot be done; `code` is "action". The page shows the words. */
export class ActionError extends CimError {
	constructor(words: string) {
		super("action", words);
	}
}

/** What a page sent, before anybody has looked at it. */
export type ActionFields = Readonly<Record<string, unknown>>;

/** Text of at most `limit` characters. Throws ActionError. */
export function textField(fields: ActionFields, name: string, limit: number): string {
	const value = field(fields, name);
	if (typeof value !== "string") throw new ActionError(`${name} is no text`);
	if (value.length > limit) throw new ActionError(`${name} has ${value.length} characters, at most ${limit} are taken`);
	return value;
}

/** A finite number within bounds. Throws ActionError. */
export function numberField(fields: ActionFields, name: string, least: number, most: number): number {
	const value = field(fields, name);
	if (typeof value !== "number" || !(value >= least && value <= most))
		throw new ActionError(`${name} is no number from ${least} to ${most}`);
	return value;
}

/** Throws ActionError. */
export function wholeField(fields: ActionFields, name: string, least: number, most: number): number {
	const value = numberField(fields, name, least, most);
	if (!Number.isInteger(value)) throw new ActionError(`${name} is no whole number`);
	return value;
}

/** Throws ActionError. */
export function booleanField(fields: ActionFields, name: string): boolean {
	const value = field(fields, name);
	if (typeof value !== "boolean") throw new ActionError(`${name} is neither true nor false`);
	return value;
}

/** A byte string of at most `limit` bytes. Throws ActionError. */
export function bytesField(fields: ActionFields, name: string, limit: number): Uint8Array {
	const value = field(fields, name);
	if (!(value instanceof Uint8Array)) throw new ActionError(`${name} is no byte string`);
	if (value.length > limit) throw new ActionError(`${name} has ${value.length} bytes, at most ${limit} are taken`);
	return value;
}

/** One of some words. Throws ActionError. */
export function choiceField<T extends string>(fields: ActionFields, name: string, choices: readonly T[]): T {
	const value = field(fields, name);
	const choice = choices.find(known => known === value);
	if (choice === undefined) throw new ActionError(`${name} is none of ${choices.join(", ")}`);
	return choice;
}

/** Own fields only: what an object inherits is nothing that somebody sent. */
function field(fields: ActionFields, name: string): unknown {
	return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
