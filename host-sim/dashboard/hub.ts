import { Decoder, Encoder } from "cbor-x";
import { CimError } from "../../firmware/errors";
import { printable } from "../printable";
import { ActionError, type ActionFields, choiceField, wholeField } from "./action-fields";
import { type Action, type Fact, type FactKind, type FactOf, interest, VIEW_NAMES, type ViewName } from "./protocol";

/** One open page. */
export interface PageClient {
	/** Bytes that wait to be sent. */
	readonly backlog: number;
	send(bytes: Uint8Array): void;
}

/** Does an action; what it throws is told to the page in words. */
export type Act = (fields: ActionFields, call: number) => void | Promise<void>;

/** Beyond so many waiting bytes a page gets no more facts of those kinds that only some views want: the newest counts. */
const BACKLOG_LIMIT = 1 << 20;

/**
 * Between the producers of facts and the pages: keeps the last fact of each kind, gives a new page those that its view wants,
 * and fans out. Nobody needs to make a fact that no page wants: `isWanted`, `onInterest`.
 */
export class Hub {
	readonly #encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });
	readonly #decoder = new Decoder({ useRecords: false, mapsAsObjects: true });
	/** View of each open page. */
	readonly #pages = new Map<PageClient, ViewName>();
	readonly #last = new Map<FactKind, Fact>();
	readonly #whole = new Map<FactKind, () => Fact | undefined>();
	readonly #watchers = new Map<FactKind, Set<(isWanted: boolean) => void>>();
	readonly #wanted = new Set<FactKind>();
	readonly #acts = new Map<string, Act>();

	get pages(): number {
		return this.#pages.size;
	}

	/** Whether a page is open that wants facts of this kind. */
	isWanted(kind: FactKind): boolean {
		for (const view of this.#pages.values()) if (wants(view, kind)) return true;
		return false;
	}

	/** Called when the first page begins to want facts of this kind, and when the last one no longer does. */
	onInterest(kind: FactKind, changed: (isWanted: boolean) => void): void {
		const watchers = this.#watchers.get(kind) ?? new Set();
		watchers.add(changed);
		this.#watchers.set(kind, watchers);
		if (this.isWanted(kind)) changed(true);
	}

	/** Facts of this kind tell changes: a page that comes gets what `make` gives instead of the last one. */
	whole<K extends FactKind>(kind: K, make: () => FactOf<K> | undefined): void {
		this.#whole.set(kind, make);
	}

	/** Tells every page that wants it. */
	publish(fact: Fact): void {
		if (!this.#whole.has(fact.kind)) this.#last.set(fact.kind, fact);
		let bytes: Uint8Array | undefined;
		for (const [page, view] of this.#pages) {
			if (!wants(view, fact.kind)) continue;
			if (interest[fact.kind] && page.backlog > BACKLOG_LIMIT) continue;
			bytes ??= this.#encode(fact);
			page.send(bytes);
		}
	}

	/** What is done when a page asks for `action`. */
	handle(action: Action["action"], act: Act): void {
		this.#acts.set(action, act);
	}

	/** A page has opened; it sees nothing before it has said which view it shows. */
	join(page: PageClient, view: ViewName = "now"): void {
		this.#pages.set(page, view);
		this.#review();
		for (const kind of new Set([...this.#last.keys(), ...this.#whole.keys()]))
			if (wants(view, kind)) this.#tell(page, kind);
	}

	leave(page: PageClient): void {
		this.#pages.delete(page);
		this.#review();
	}

	/** Bytes from a page: an action. Whatever they are, nothing is thrown. */
	async receive(page: PageClient, bytes: Uint8Array): Promise<void> {
		let call = 0;
		try {
			const fields = this.#decode(bytes);
			if (Object.hasOwn(fields, "call")) call = wholeField(fields, "call", 1, 2 ** 31);
			if (fields.action === "view") this.#show(page, choiceField(fields, "view", VIEW_NAMES));
			else {
				const act = typeof fields.action === "string" ? this.#acts.get(fields.action) : undefined;
				if (!act) throw new ActionError("that cannot be done in this run");
				await act(fields, call);
			}
			this.#reply(page, call, "");
		} catch (error) {
			const words = error instanceof CimError ? error.message : `that failed: ${(error as Error).message}`;
			this.#reply(page, call, printable(words, 400));
		}
	}

	#show(page: PageClient, view: ViewName): void {
		const before = this.#pages.get(page);
		if (before === undefined) return;
		this.#pages.set(page, view);
		this.#review();
		for (const kind of new Set([...this.#last.keys(), ...this.#whole.keys()]))
			if (wants(view, kind) && (!wants(before, kind) || this.#whole.has(kind))) this.#tell(page, kind);
	}

	#tell(page: PageClient, kind: FactKind): void {
		const make = this.#whole.get(kind);
		const fact = make ? make() : this.#last.get(kind);
		if (fact) page.send(this.#encode(fact));
	}

	#reply(page: PageClient, call: number, refusal: string): void {
		if (call > 0) page.send(this.#encode({ kind: "reply", at: Date.now(), call, refusal }));
	}

	/** Tells the watchers whose kind has become wanted, or no longer is. */
	#review(): void {
		for (const [kind, watchers] of this.#watchers) {
			const isWanted = this.isWanted(kind);
			if (isWanted === this.#wanted.has(kind)) continue;
			if (isWanted) this.#wanted.add(kind);
			else this.#wanted.delete(kind);
			for (const changed of watchers) changed(isWanted);
		}
	}

	#encode(fact: Fact): Uint8Array {
		return this.#encoder.encode(fact);
	}

	#decode(bytes: Uint8Array): ActionFields {
		let value: unknown;
		try {
			value = this.#decoder.decode(bytes);
		} catch {
			throw new ActionError("what the page sent is not CBOR: reload it");
		}
		if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
			throw new ActionError("what the page sent is no action: reload it");
		return value as ActionFields;
	}
}

function wants(view: ViewName, kind: FactKind): boolean {
	return interest[kind]?.includes(view) ?? true;
}
