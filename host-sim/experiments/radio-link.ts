import { collect, convert, peak, ToneSource } from "../../firmware/emulator/waveform";
import { Random } from "../../firmware/math/random";
import { demodulatorWeights, SAMPLES, TONES } from "./demodulator-crossbar";
import { type Experiment, row } from "./experiment";

/** Tone 12 is left empty in data symbols, as in the group's system. */
const EMPTY = 11;
const BITS_PER_SYMBOL = 2 * (TONES - 1);

/** Sample signal-to-noise ratio in decibels and expected bit error rate in percent, converter after demodulation. */
const POINTS = [
	{ snr: 10, expected: 0.041 },
	{ snr: 8, expected: 0.36 },
	{ snr: 6, expected: 1.6 },
	{ snr: 5, expected: 2.9 },
];

interface LinkOptions {
	/** Decibels; no noise without it. */
	snr?: number;
	/** Converter ahead of the demodulator, full scale the symbol's own peak. */
	bitsBefore?: number;
	weightError?: number;
	symbols: number;
}

export const radioLink: Experiment = {
	id: "E18",
	title: "Radio link of the tones",
	mirrors: "the same group's communication-aware link: raw bit error rate 0.175 %",
	claim:
		"Fourteen of fifteen tones carry two bits each (4-QAM) in 32 samples; a 32 x 30 crossbar of 8-bit weights demodulates; the sign of each output decides. White Gaussian noise on " +
		"the samples, no fading, no error correction. One bit is enough after demodulation and far too little before it. Measured: share of wrong bits.",
	run({ seed, quick }) {
		const random = new Random(seed, 18);
		const symbols = quick ? 8000 : 40_000;
		const percent = (options: LinkOptions) => 100 * bitErrorRate(options, random);
		const rows = [row("no noise, decision after demodulation", percent({ symbols }), "%", "0", 0, 0)];
		for (const { snr, expected } of POINTS) {
			// Three standard deviations of the count of errors, and a tenth for what the source leaves open.
			const slack = 0.1 * expected + 3 * Math.sqrt((expected * 100) / (symbols * BITS_PER_SYMBOL));
			rows.push(row(`${snr} dB`, percent({ snr, symbols }), "%", `${expected} %`, expected - slack, expected + slack));
		}
		const few = symbols / 4;
		rows.push(
			row("9 dB", percent({ snr: 9, symbols }), "%", "paper's 0.175 % is near 9 dB", 0.1, 0.2),
			row(
				"6 dB, cells off by 2 %",
				percent({ snr: 6, symbols, weightError: 0.02 }),
				"%",
				"as without: 1.6 %",
				1.4,
				1.8,
			),
			row("1 bit before demodulation, no noise", percent({ bitsBefore: 1, symbols: few }), "%", "7.7 %", 7, 8.4),
			row(
				"1 bit before, 10 dB",
				percent({ bitsBefore: 1, snr: 10, symbols: few }),
				"%",
				"10 to 12 % at 10 to 8 dB",
				9.5,
				11.5,
			),
			row(
				"1 bit before, 8 dB",
				percent({ bitsBefore: 1, snr: 8, symbols: few }),
				"%",
				"10 to 12 % at 10 to 8 dB",
				10.5,
				12.6,
			),
			row(
				"1 bit before, 5 dB",
				percent({ bitsBefore: 1, snr: 5, symbols: few }),
				"%",
				"15 % (paper about 15 %)",
				14,
				16,
			),
			row("2 bits before, no noise", percent({ bitsBefore: 2, symbols: few }), "%", "0.3 %; far from 7.7 %", 0.1, 0.9),
			row("3 bits before, no noise", percent({ bitsBefore: 3, symbols: few }), "%", "0", 0, 0.01),
		);
		const snrs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
		const sweep = (bitsBefore?: number) => snrs.map(snr => percent({ snr, bitsBefore, symbols: quick ? 500 : 5000 }));
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E18: bit errors of the link",
				x: { label: "Signal-to-noise ratio of the samples (dB)", low: 0, high: 10 },
				y: { label: "Wrong bits (%)", scale: "log", low: 0.01, high: 100 },
				series: [
					{ label: "sign after demodulation", x: snrs, y: sweep(), mark: "both" },
					{ label: "1-bit converter before", x: snrs, y: sweep(1), mark: "both" },
					{ label: "paper, raw", x: [0, 10], y: [0.175, 0.175], reference: true },
				],
			},
			note: "Two bits have four codes: the source's 0.3 % belongs to levels half a step off zero, our converter has one at zero.",
		};
	},
};

function bitErrorRate(options: LinkOptions, random: Random): number {
	const columns = 2 * TONES;
	const source = new ToneSource({
		cycles: Float64Array.from({ length: columns }, (_, c) => 1 + Math.floor(c / 2)),
		phases: Float64Array.from({ length: columns }, (_, c) => (c % 2) / 4),
		samples: SAMPLES,
	});
	const weights = demodulatorWeights(8, options.weightError ?? 0, random);
	const sent = new Float64Array(columns);
	const found = new Float64Array(columns);
	const signal = new Float64Array(SAMPLES);
	// 4-QAM of amplitude 1 a quadrature: each tone has power 1.
	const noise = options.snr === undefined ? 0 : Math.sqrt((TONES - 1) / 10 ** (options.snr / 10));
	let wrong = 0;
	for (let symbol = 0; symbol < options.symbols; symbol++) {
		for (let c = 0; c < columns; c++) sent[c] = c >> 1 === EMPTY ? 0 : random.int32() < 0 ? -1 : 1;
		source.synthesise(sent, 1, signal);
		if (noise > 0) for (let n = 0; n < SAMPLES; n++) signal[n] += noise * random.gaussian();
		if (options.bitsBefore) convert(signal, 0, SAMPLES, options.bitsBefore, peak(signal, 0, SAMPLES));
		collect(weights, SAMPLES, columns, signal, 1, found);
		for (let c = 0; c < columns; c++) if (sent[c] !== 0 && found[c] > 0 !== sent[c] > 0) wrong++;
	}
	return wrong / (options.symbols * BITS_PER_SYMBOL);
}
