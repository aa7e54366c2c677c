import { VIEW_NAMES, type ViewName } from "../protocol";

/** Where the page is: `#/chip?device=desk-1`. */
export interface Place {
	view: ViewName;
	/** Device to look at, "" for the one that runs here. */
	device: string;
	/** Stand still before this frame, counted from 0: all of the frame before it is shown. For pictures that are the same each time. */
	pause: number | undefined;
}

export function placeOf(hash: string): Place {
	const [path, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
	const parameters = new URLSearchParams(query);
	const pause = Number(parameters.get("pause") ?? "x");
	return {
		view: VIEW_NAMES.find(name => name === path) ?? "now",
		device: (parameters.get("device") ?? "").slice(0, 64),
		pause: Number.isInteger(pause) && pause >= 0 ? pause : undefined,
	};
}

export function hashOf({ view, device }: Pick<Place, "view" | "device">): string {
	return `#/${view}${device ? `?device=${encodeURIComponent(device)}` : ""}`;
}
