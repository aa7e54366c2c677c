import type { Observer } from "../../firmware/runtime";

/** Several observers of one device, who come and go. */
export class Observers implements Observer {
	readonly #all = new Set<Observer>();

	/** Returns what ends it. */
	add(observer: Observer): () => void {
		this.#all.add(observer);
		return () => this.#all.delete(observer);
	}

	onReport: Observer["onReport"] = report => {
		for (const one of this.#all) one.onReport?.(report);
	};
	onWatched: Observer["onWatched"] = counts => {
		for (const one of this.#all) one.onWatched?.(counts);
	};
	onPublished: Observer["onPublished"] = sequence => {
		for (const one of this.#all) one.onPublished?.(sequence);
	};
	onDropped: Observer["onDropped"] = (sequence, reason) => {
		for (const one of this.#all) one.onDropped?.(sequence, reason);
	};
	onOnline: Observer["onOnline"] = () => {
		for (const one of this.#all) one.onOnline?.();
	};
	onOffline: Observer["onOffline"] = reason => {
		for (const one of this.#all) one.onOffline?.(reason);
	};
	onLog: Observer["onLog"] = line => {
		for (const one of this.#all) one.onLog?.(line);
	};
}
