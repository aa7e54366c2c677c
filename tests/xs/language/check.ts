/** Checks of one feature, by name. A check throws when the engine does not do what the standard (ECMA-262) says. */
export type Checks = Record<string, () => void>;

export function same(found: unknown, expected: unknown): void {
	if (!Object.is(found, expected)) throw new Error(`${String(found)} instead of ${String(expected)}`);
}

/** Members, joined by commas. */
export function list(found: ArrayLike<unknown>, expected: string): void {
	let text = "";
	for (let i = 0; i < found.length; i++) text += `${i > 0 ? "," : ""}${String(found[i])}`;
	same(text, expected);
}

export function throws(act: () => void, kind: new (...words: never[]) => Error): void {
	let thrown: unknown;
	try {
		act();
	} catch (error) {
		thrown = error;
	}
	if (!(thrown instanceof kind)) throw new Error(`${String(thrown)} thrown`);
}
