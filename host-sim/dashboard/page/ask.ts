import { useState } from "preact/hooks";
import type { Action } from "../protocol";
import type { Store } from "./store";

export interface Asking {
	/** The host is at it. */
	isBusy: boolean;
	/** Why the last action was refused; "" where it was done. */
	refusal: string;
	ask(action: Action): Promise<string>;
	/** Something that went wrong on this side. */
	refuse(words: string): void;
}

/** Asks the host for things, one at a time, and keeps what came of the last one. */
export function useAsk(store: Store): Asking {
	const [isBusy, setBusy] = useState(false);
	const [refusal, refuse] = useState("");
	return {
		isBusy,
		refusal,
		refuse,
		async ask(action) {
			setBusy(true);
			const words = await store.ask(action);
			setBusy(false);
			refuse(words);
			return words;
		},
	};
}
