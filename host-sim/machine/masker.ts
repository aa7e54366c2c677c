/** What stands for a secret wherever it would be shown. */
export const MASK = "********";

/** Replaces secrets in text that comes in pieces, also where one is cut by the end of a piece. */
export class Masker {
	readonly #secrets: readonly string[];
	readonly #longest: number;
	#held = "";

	constructor(secrets: readonly string[]) {
		// also as they stand in JSON; longer ones first, as one may hold another
		const forms = secrets.flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1)]);
		this.#secrets = [...new Set(forms)].filter(Boolean).sort((a, b) => b.length - a.length);
		this.#longest = this.#secrets[0]?.length ?? 0;
	}

	/** What can be shown now: an end that may be a secret's beginning is held back. */
	push(text: string): string {
		return this.#mask(text, false);
	}

	/** What was held back, when nothing follows. */
	end(): string {
		return this.#mask("", true);
	}

	#mask(text: string, isLast: boolean): string {
		const all = this.#held + text;
		this.#held = "";
		let shown = "";
		let from = 0;
		for (let at = 0; at < all.length; ) {
			if (!isLast && all.length - at < this.#longest && this.#mayBegin(all.slice(at))) {
				this.#held = all.slice(at);
				return shown + all.slice(from, at);
			}
			const secret = this.#secrets.find(candidate => all.startsWith(candidate, at));
			if (secret === undefined) {
				at++;
				continue;
			}
			shown += all.slice(from, at) + MASK;
			at += secret.length;
			from = at;
		}
		return shown + all.slice(from);
	}

	#mayBegin(end: string): boolean {
		return this.#secrets.some(secret => secret.length > end.length && secret.startsWith(end));
	}
}

/** A whole text with its secrets masked. */
export function masked(text: string, secrets: readonly string[]): string {
	const masker = new Masker(secrets);
	return masker.push(text) + masker.end();
}
