import type { NeurramProfile } from "../../firmware/emulator/profiles/neurram";
import type { Condition } from "./condition";

/** What can be changed of the 48-core chip. */
export function neurramConditions({ neuron }: NeurramProfile): Condition[] {
	return [
		{
			name: "noise",
			label: "Conversion noise",
			unit: "codes",
			low: 0,
			high: 20,
			step: 0.05,
			scale: "log from zero",
			published: neuron.noise,
			about: "Of one conversion. 0.7 codes make the error that was recorded on the chip.",
			acts: "at once",
		},
		{
			name: "amplitude",
			label: "Read voltage",
			unit: "%",
			low: 10,
			high: 150,
			step: 1,
			scale: "linear",
			published: 100,
			about: "Of all cores, under the same calibration. Small signals drown, large ones clip.",
			acts: "at once",
		},
		{
			name: "together",
			label: "Error in parallel",
			unit: "% of recorded",
			low: 0,
			high: 400,
			step: 5,
			scale: "linear",
			published: 100,
			about: "Cores of a column together err more than one alone: recorded on the chip.",
			acts: "at once",
		},
		{
			name: "converterBits",
			label: "Converter bits dropped",
			unit: "bit",
			low: 0,
			high: 6,
			step: 1,
			scale: "linear",
			published: 0,
			about: "Lowest bits that the neurons do not decide; the range stays.",
			acts: "at once",
		},
		{
			name: "age",
			label: "Age of the cells",
			unit: "s",
			low: 0,
			high: 1e9,
			step: 60,
			scale: "log from zero",
			published: 0,
			about: "Relaxation by the published fit. Time only goes on: programming makes them new.",
			acts: "at once",
		},
	];
}
