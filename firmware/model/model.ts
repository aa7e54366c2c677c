import type { SensorFields } from "../sensing/vision/sensor-stage";

/**
 * A model for the accelerator as the firmware uses it; format.ts reads it from a `.cim` file and checks it.
 * For the letters: one differential layer, pictures of rows pixels on the rows, one logical column a label.
 */
export interface Model {
	/** Format version of the file. */
	version: number;
	/** What the model does: one differential layer, pictures in, one label a picture out. */
	kind: "letters";
	name: string;
	/** Profile number of the chip it was made for (registers.ts ProfileNumber). */
	profile: number;
	/** One label a logical column. */
	labels: string[];
	/** Pixels of a picture. */
	rows: number;
	/** Pictures the chip holds and reads in one shot. */
	vectors: number;
	/** Conductance codes of the weight array, rows x 2 labels, row-major, columns 2j and 2j+1 the positive and negative cell. */
	codes: Uint8Array;
	/** Bits of a code. */
	bits: number;
	/** Bits of a picture's pixel in the storage array. */
	pictureBits: number;
	/** Output converter full scale in picoamperes. */
	fullScale: number;
	/** Tone amplitude in nanovolts. */
	toneAmplitude: number;
	/** Smallest margin (best minus second score, in converter codes) of a verdict; below it the letter is "?". */
	minimumMargin: number;
	knownAnswer: KnownAnswer;
	provenance: Provenance;
	/** The vision sensor that stands before the crossbar: a picture is then its maps, not ink. */
	sensor?: SensorFields;
	/** First 8 bytes of SHA-256 would need crypto on the device: CRC-32 of the file, as carried in every result. */
	hash: number;
}

/** A model before it is a file: what `encodeModel` (host-sim/toolchain) writes. */
export type ModelFields = Omit<Model, "version" | "hash">;

/** A shot with its noise-free answer. */
export interface KnownAnswer {
	/** Pixel codes, vectors x rows, picture by picture. */
	pictures: Uint8Array;
	/** Expected scores in converter codes, vectors x labels. */
	scores: Int8Array;
	/** Largest allowed root mean square difference in converter codes. */
	tolerance: number;
}

export interface Provenance {
	/** Tool and version that made the file. */
	tool: string;
	seed: number;
	/** What it was trained on, in words. */
	data: string;
	/** Measured accuracy, and on what, in words. */
	accuracy: string;
}
