import { Random } from "../../firmware/math/random";
import { type Experiment, row } from "./experiment";
import { LetterCircuit, PAPER_TEXT } from "./letter-circuit";
import { comb, mean, relativeError, rms } from "./measure";

/** Carriers well above their spacing, so that the mirror images at negative frequency leak nothing of note. */
const FIRST_CYCLE = 100;
const SAMPLES = 512;
const TONES = PAPER_TEXT.length;

/** Spacing in cycles per window, expected error in percent as a range, its text; measured values are held to 20 % of it. */
const RECTANGULAR = [
	{ spacing: 0.5, low: 68, high: 68 },
	{ spacing: 0.75, low: 38, high: 38 },
	{ spacing: 0.9, low: 20, high: 20 },
	{ spacing: 0.95, low: 11, high: 12 },
	{ spacing: 0.99, low: 2.6, high: 2.6 },
	{ spacing: 1.05, low: 11, high: 12 },
];
const HANN = [
	{ spacing: 1, low: 47, high: 47 },
	{ spacing: 2.5, low: 2.4, high: 2.4 },
];
const TOLERANCE = 0.2;

export const toneSpacing: Experiment = {
	id: "E9",
	title: "Crosstalk against tone spacing",
	mirrors: "orthogonality of the tones (FMC principle)",
	claim:
		"Tones a whole number of cycles per window apart do not see each other at all; between them they leak as sinc. A Hann window needs two. " +
		"Letters circuit, carriers from cycle 100 up, each draw with random carrier phases known to the receiver. Measured: rms score error over rms score.",
	run({ seed, quick }) {
		const circuit = new LetterCircuit();
		const exact = circuit.ideal();
		const random = new Random(seed, 9);
		const draws = quick ? 32 : 60;
		// Every spacing sees the same draws, so that the curves show the spacing alone.
		const phases = Array.from({ length: draws }, () => Float64Array.from({ length: TONES }, () => random.uniform()));
		const measure = (spacing: number, window: "rectangular" | "hann", count = draws) => {
			const errors: number[] = [];
			const right: number[] = [];
			for (let draw = 0; draw < count; draw++) {
				const shot = circuit.shoot({
					phases: phases[draw],
					cycles: comb(FIRST_CYCLE, spacing, TONES),
					window,
					samples: SAMPLES,
				});
				errors.push(100 * relativeError(shot.scores, exact));
				right.push(shot.right);
			}
			return { error: rms(errors), right: mean(right) };
		};
		const whole = [1, 2, 3].map(spacing => measure(spacing, "rectangular", 3).error);
		const rows = [row("spacing 1, 2, 3, rectangular", Math.max(...whole), "%", "0 at every integer", 0, 1e-9)];
		const name = (low: number, high: number) => (low === high ? `${low} %` : `${low} to ${high} %`);
		for (const { spacing, low, high } of RECTANGULAR) {
			const { error, right } = measure(spacing, "rectangular");
			rows.push(
				row(
					`spacing ${spacing}, rectangular`,
					error,
					"%",
					name(low, high),
					low * (1 - TOLERANCE),
					high * (1 + TOLERANCE),
				),
			);
			if (spacing === 0.5) rows.push(row("letters right at spacing 0.5", right, "of 16", "15.8 of 16", 14.5, 16));
		}
		for (const { spacing, low, high } of HANN)
			rows.push(
				row(
					`spacing ${spacing}, Hann`,
					measure(spacing, "hann").error,
					"%",
					name(low, high),
					low * (1 - TOLERANCE),
					high * (1 + TOLERANCE),
				),
			);
		rows.push(row("spacing 2, Hann", measure(2, "hann", 3).error, "%", "0", 0, 1e-9));
		const spacings = Array.from({ length: quick ? 12 : 53 }, (_, at) => 0.4 + (at * 2.6) / (quick ? 11 : 52));
		const sweep = (window: "rectangular" | "hann") =>
			spacings.map(spacing => measure(spacing, window, quick ? 1 : 4).error);
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E9: crosstalk against tone spacing",
				x: { label: "Tone spacing (cycles per window)", low: 0.4, high: 3 },
				y: { label: "Score error (%)", low: 0, high: 100 },
				series: [
					{ label: "rectangular window", x: spacings, y: sweep("rectangular") },
					{ label: "Hann window", x: spacings, y: sweep("hann") },
					{
						label: "expected",
						x: [...RECTANGULAR, ...HANN].map(point => point.spacing),
						y: [...RECTANGULAR, ...HANN].map(point => (point.low + point.high) / 2),
						mark: "points",
						reference: true,
					},
				],
			},
		};
	},
};
