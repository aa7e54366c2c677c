import type { ModelFields } from "../../firmware/model/model";

/** The smallest sensible model: two labels, three pixels, two pictures. A new object each time, free to be changed. */
export function tinyModel(): ModelFields {
	return {
		kind: "letters",
		name: "tiny",
		profile: 1,
		labels: ["A", "B"],
		rows: 3,
		vectors: 2,
		codes: Uint8Array.of(15, 0, 0, 15, 7, 0, 0, 7, 0, 0, 0, 0),
		bits: 4,
		pictureBits: 1,
		fullScale: 5_000_000,
		toneAmplitude: 2_000_000,
		minimumMargin: 4,
		knownAnswer: { pictures: Uint8Array.of(1, 0, 0, 0, 1, 1), scores: Int8Array.of(120, -120, -3, 3), tolerance: 2.5 },
		provenance: { tool: "test", seed: 7, data: "none", accuracy: "not measured" },
	};
}
