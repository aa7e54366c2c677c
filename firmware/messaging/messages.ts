// The messages of schema.cddl as types. Result keys are small integers on the wire (ResultKey), names here.

/** What one stage cost. Microseconds of simulated or measured chip time: the same in every run of the same frame. */
export interface ChipCost {
	/** Programming the pictures, microseconds. */
	program: number;
	/** The multiply, microseconds. */
	multiply: number;
	/** Bytes on the SPI wire. */
	wireBytes: number;
	/** Estimate, nanojoules. */
	energy: number;
}

/** One frame's verdict: topic cim/1/<device>/result. */
export interface Result {
	/** Counts results of this boot from 1. */
	sequence: number;
	/** Capture time: milliseconds since boot. */
	uptime: number;
	/** Boot identifier, u32. */
	boot: number;
	/** Frame number of the camera since boot, from 0. */
	frame: number;
	/** CRC-32 of the gray frame. */
	frameHash: number;
	/** "letters" or "network", after the kind of the model, or why there is no verdict. */
	kind: "letters" | "no-sheet" | "fault" | "network";
	/**
	 * Letters: one character a picture, row by row; "?" where the margin is too small. Network: the label, "?" where the margin
	 * is too small, empty where it has no labels. Else empty.
	 */
	text: string;
	/** Best minus second score, codes, one a picture; 255 and above is 255. */
	margins: Uint8Array;
	/** Codes, picture by picture, label by label: of the converters, or of a network in units of `unit`. */
	scores: Int8Array;
	/** Root mean square score over noise floor, tenths of a decibel. */
	snr: number;
	chip: ChipCost;
	/** CRC-32 of the model file. */
	model: number;
	/** Error code and words when kind is "fault". */
	fault?: { code: string; message: string };
	/** Where the frame came from (camera identification). */
	source: string;
	/** Noise seed, when the chip is simulated. */
	seed?: number;
	/** Time of day at capture, milliseconds since 1970-01-01 UTC, when the device's clock was set. */
	time?: number;
	/** What one code of a network's scores and margins stands for. */
	unit?: number;
	/** What the result tells, where the device sends events instead of every frame's verdict. */
	event?: "new" | "update" | "end";
}

/** Topic cim/1/<device>/birth, retained. */
export interface Birth {
	firmware: string;
	schema: number;
	boot: number;
	/** Name of the model in use, "" if none. */
	model: string;
	modelHash: number;
	/** Chip profile and protocol as identified, "" if none. */
	chip: string;
	simulated: boolean;
	camera: string;
	/** Why the device began anew, where that was neither power-on nor asked for. */
	reset?: string;
	/** Parts that are not there, with the reason. */
	missing: { part: string; reason: string }[];
}
