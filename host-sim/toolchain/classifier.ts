import { ProfileNumber } from "../../firmware/accelerator/registers";
import type { FmcProfile } from "../../firmware/emulator/profiles/fmc";
import type { ModelFields } from "../../firmware/model/model";
import { idealScores } from "./ideal-chip";
import { mapWeights } from "./map-weights";

/** A one-layer classifier mapped to a chip: everything of a model but what it knows of itself. */
export type Classifier = Omit<ModelFields, "knownAnswer" | "provenance">;

export interface MappingOptions {
	name: string;
	labels: string[];
	/** Classes x pixels, row-major, as the trainer gives them. */
	weights: Float64Array;
	profile: FmcProfile;
	/** Bits of a weight cell's code and of a picture's pixel. */
	bits: number;
	pictureBits: number;
	/** Pixel codes of the pictures whose scores must not meet the converter's range. */
	pictures: Uint8Array;
	/** Converter range over the largest of their scores. */
	headroom: number;
	minimumMargin: number;
}

/** Weights to conductance codes, and the converter's full scale to the scores of the given pictures. */
export function mapClassifier(options: MappingOptions): Classifier {
	const { labels, profile, pictures, headroom, bits, pictureBits } = options;
	const classifier: Classifier = {
		kind: "letters",
		name: options.name,
		profile: ProfileNumber.FMC,
		labels,
		rows: profile.pixels,
		vectors: profile.pictures,
		codes: mapWeights(options.weights, labels.length, bits),
		bits,
		pictureBits,
		fullScale: 0,
		toneAmplitude: Math.round(profile.amplitude * 1e9),
		minimumMargin: options.minimumMargin,
	};
	let largest = 0;
	for (const score of idealScores(classifier, pictures, profile)) largest = Math.max(largest, Math.abs(score));
	classifier.fullScale = Math.ceil(largest * headroom * 1e12);
	return classifier;
}
