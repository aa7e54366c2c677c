/** What a simulated camera looks at. */
export interface FrameSource {
	/** Pixels of every frame. */
	readonly width: number;
	readonly height: number;
	/** All that is needed to show the same frames again; `parseSource` reads it. */
	readonly identification: string;
	/**
	 * Frame number `index` (from 0) as 8-bit gray, row by row: the same bytes whenever it is asked for.
	 * The array belongs to the source and is valid until the next call.
	 */
	frame(index: number): Uint8Array;
}

/** Size of a frame where nothing else is said: the smallest usual sensor size (QQVGA). */
export const DEFAULT_WIDTH = 160;
export const DEFAULT_HEIGHT = 120;
