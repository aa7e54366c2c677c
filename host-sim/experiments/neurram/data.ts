import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A file of the NeuRRAM data: no part of the product, beside the checkout or where CIM_DATA says. Undefined where absent. */
export function neurramData(name: string): string | undefined {
	const folder = process.env["CIM_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
	const file = `${folder}/neurram/${name}`;
	return existsSync(file) ? file : undefined;
}

/** What an experiment says when it has no data. */
export const NO_DATA = {
	rows: [],
	note: "skipped: no recorded data. It is no part of the product; put neurram/ beside the checkout in shared/data, or name its folder in CIM_DATA.",
};

/** What the authors' programs printed of their chip. */
export interface RecordedResults {
	conv2d_noise_15_seg5: {
		weights: string;
		bn: string;
		relux: string;
		num_bias: number;
		g_max: number;
		w_max_percentile: number;
		input_bits: number;
		vpos: number;
		vneg: number;
		vreset_plus: number;
		vreset_minus: number;
		pulse_multiplier: number;
		slope_codes_per_unit: number[];
		residual_std_units: number[];
	};
}

export function recordedResults(): RecordedResults | undefined {
	const file = neurramData("recorded_chip_results.json");
	return file ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
