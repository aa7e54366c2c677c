import { useEffect, useState } from "preact/hooks";
import type { Action, Fact, FactKind, FactOf, FleetFact, LogFact } from "../protocol";
import { Connection } from "./connection";
import { hashOf, type Place, placeOf } from "./router";

/** Lines of a log that the page keeps. */
const LOG_LINES = 300;

/** What a view gets. */
export interface ViewProps {
	store: Store;
}

/**
 * All that the page knows: the last fact of each kind, where it is, whether it stands still. Facts that come within one
 * animation frame are shown together.
 */
export class Store {
	readonly #facts = new Map<FactKind, Fact>();
	readonly #connection: Connection;
	readonly #listeners = new Map<FactKind | "page", Set<() => void>>();
	readonly #hearers = new Map<FactKind, Set<(fact: Fact) => void>>();
	readonly #changed = new Set<FactKind | "page">();
	#scheduled = false;
	#paused = false;
	#place = placeOf(location.hash);
	#isOpen = false;
	/** When the host was last heard, or the page opened. */
	since = Date.now();

	constructor() {
		this.#connection = new Connection({
			onFact: fact => this.#take(fact),
			onState: isOpen => {
				this.#isOpen = isOpen;
				this.since = Date.now();
				if (isOpen) this.#connection.tell({ action: "view", view: this.#place.view });
				this.#change("page");
			},
		});
		addEventListener("hashchange", () => {
			const before = this.#place;
			this.#place = placeOf(location.hash);
			if (this.#place.view !== before.view) this.#connection.tell({ action: "view", view: this.#place.view });
			this.#change("page");
		});
	}

	get place(): Place {
		return this.#place;
	}

	/** Whether the host is there. */
	get isOpen(): boolean {
		return this.#isOpen;
	}

	/** While the page stands still, facts that come are not shown; the log goes on. */
	get isPaused(): boolean {
		return this.#paused;
	}

	pause(isPaused: boolean): void {
		this.#paused = isPaused;
		this.#change("page");
	}

	go(place: Partial<Pick<Place, "view" | "device">>): void {
		location.hash = hashOf({ ...this.#place, ...place });
	}

	fact<K extends FactKind>(kind: K): FactOf<K> | undefined {
		return this.#facts.get(kind) as FactOf<K> | undefined;
	}

	/** Asks the host for something; resolves to "" when it was done, else to the reason why not. */
	ask(action: Action, onNumber?: (call: number) => void): Promise<string> {
		return this.#connection.ask(action, onNumber);
	}

	/** The same where nobody waits for the outcome, and only while little waits to be sent. */
	tell(action: Action): void {
		if (this.#connection.backlog < 1 << 18) this.#connection.tell(action);
	}

	/** Calls back, at most once an animation frame, when a fact of the kind or the page itself has changed. */
	subscribe(kind: FactKind | "page", listener: () => void): () => void {
		const listeners = this.#listeners.get(kind) ?? new Set();
		listeners.add(listener);
		this.#listeners.set(kind, listeners);
		return () => listeners.delete(listener);
	}

	/** Calls back with each fact of a kind, the moment that it comes. */
	listen<K extends FactKind>(kind: K, heard: (fact: FactOf<K>) => void): () => void {
		const hearers = this.#hearers.get(kind) ?? new Set();
		const hear = heard as (fact: Fact) => void;
		hearers.add(hear);
		this.#hearers.set(kind, hearers);
		return () => hearers.delete(hear);
	}

	#take(fact: Fact): void {
		for (const hear of this.#hearers.get(fact.kind) ?? []) hear(fact);
		const { pause } = this.#place;
		// what belongs to a frame comes before the next frame does
		if (pause !== undefined && this.#facts.has(fact.kind) && frameOf(fact) >= pause) this.pause(true);
		if (this.#paused && fact.kind !== "run" && fact.kind !== "link" && fact.kind !== "log") return;
		const { kind } = fact;
		if (kind === "fleet") this.#facts.set(kind, mergeFleet(this.fact("fleet"), fact));
		else if (kind === "log") this.#facts.set(kind, mergeLog(this.fact("log"), fact));
		else this.#facts.set(kind, fact);
		this.#change(kind);
	}

	#change(kind: FactKind | "page"): void {
		this.#changed.add(kind);
		if (this.#scheduled) return;
		this.#scheduled = true;
		requestAnimationFrame(() => {
			this.#scheduled = false;
			const called = new Set<() => void>();
			for (const changed of this.#changed)
				for (const listener of this.#listeners.get(changed) ?? []) called.add(listener);
			this.#changed.clear();
			for (const listener of called) listener();
		});
	}
}

/** Number of the frame, counted from 0, that a fact begins to tell of; -1 for all others. */
function frameOf(fact: Fact): number {
	if (fact.kind === "frame") return fact.frame;
	if (fact.kind === "verdict") return fact.result.frame;
	return fact.kind === "totals" ? fact.frames - 1 : -1;
}

function mergeFleet(old: FleetFact | undefined, fact: FleetFact): FleetFact {
	if (fact.whole || !old) return fact;
	const changed = new Map(fact.tiles.map(tile => [tile.device, tile]));
	const tiles = old.tiles.map(tile => {
		const now = changed.get(tile.device);
		changed.delete(tile.device);
		return now ?? tile;
	});
	return { ...fact, whole: true, tiles: [...tiles, ...changed.values()] };
}

/** A page that comes back after the host was gone gets lines that it has: they are told apart by their numbers. */
function mergeLog(old: LogFact | undefined, fact: LogFact): LogFact {
	const first = fact.lines[0]?.number ?? 0;
	const before = old?.lines.filter(line => line.number < first) ?? [];
	return { ...fact, lines: [...before, ...fact.lines].slice(-LOG_LINES) };
}

/** The last fact of a kind; the component is drawn anew when another one comes. */
export function useFact<K extends FactKind>(store: Store, kind: K): FactOf<K> | undefined {
	useChange(store, kind);
	return store.fact(kind);
}

/** Draws the component anew when the page's own state changes: place, pause, connection. */
export function usePage(store: Store): Store {
	useChange(store, "page");
	return store;
}

function useChange(store: Store, kind: FactKind | "page"): void {
	const [, draw] = useState(0);
	useEffect(() => store.subscribe(kind, () => draw(count => count + 1)), [store, kind]);
}
