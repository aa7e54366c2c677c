import type { Observer } from "../../firmware/runtime";

/** Several observers of one device, who come and go. */
export class Observers implements Observer {
	readonly #all = new Set<Observer>();

	/** Returns what ends it. */
	add(observer: Observer): () => void {
		this.#all.add(observer);
		return () => this.#all.delete(observer);
	}

	onReport: Observer["onReport"] = (...told) => {
		for (const one of this.#all) one.onReport?.(...told);
	};
	onWatched: Observer["onWatched"] = (...told) => {
		for (const one of this.#all) one.onWatched?.(...told);
	};
	onPublished: Observer["onPublished"] = (...told) => {
		for (const one of this.#all) one.onPublished?.(...told);
	};
	onDropped: Observer["onDropped"] = (...told) => {
		for (const one of this.#all) one.onDropped?.(...told);
	};
	onOnline: Observer["onOnline"] = () => {
		for (const one of this.#all) one.onOnline?.();
	};
	onOffline: Observer["onOffline"] = (...told) => {
		for (const one of this.#all) one.onOffline?.(...told);
	};
	onLog: Observer["onLog"] = (...told) => {
		for (const one of this.#all) one.onLog?.(...told);
	};
}
