import { readFileSync } from "node:fs";
import { createFmcCore } from "../../firmware/emulator/fmc-core";
import { fmc } from "../../firmware/emulator/profiles/fmc";
import { type DeviceModel, deviceModels, fmcOn } from "../../firmware/emulator/profiles/fmc-devices";
import { parseModel } from "../../firmware/model/format";
import { adaptModel } from "../toolchain/adapt-model";
import { CoreRunner } from "../toolchain/core-runner";
import { margins } from "../toolchain/train-letters";
import { type Experiment, type ExperimentResult, type Row, type RunOptions, row, type Series } from "./experiment";

const HOUR = 3600;
const DAY = 86_400;
const MONTH = 30 * DAY;
const AGES = [20, HOUR, DAY, 10 * DAY, MONTH];
const trained = parseModel(new Uint8Array(readFileSync(new URL("../../firmware/model/letters.cim", import.meta.url))));

export const lettersOtherCells: Experiment = {
	id: "E23",
	title: "Letters on other memory cells",
	mirrors: "The paper's demonstration, on cells that it did not have",
	claim:
		"The model trained for the paper's cells, on chips of other ones; circuits scaled by the rules of profiles/fmc-devices.ts (assumed), " +
		"nothing trained again. Measured: letters right by the chip's 8-bit outputs, each shot on a newly programmed chip, weights of some age; " +
		"smallest margin of a letter in converter codes, with the converter's range calibrated for the age, or for fresh cells.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const chips = quick ? 20 : 200;
		const series: Series[] = [];
		const rows: Row[] = [];
		for (const model of deviceModels) {
			const ages = model === "rram" ? [20] : AGES;
			const aware = ages.map(age => judge(model, age, age, chips, seed));
			const unaware = ages.map(age => judge(model, age, 0, chips, seed));
			const worst = Math.min(...aware.map(({ right }) => right));
			rows.push(row(`${model}, letters right${model === "rram" ? "" : ", fresh to a month"}`, worst, "%", "all", 100));
			const last = aware[aware.length - 1].margin;
			rows.push(
				row(
					`${model}, smallest margin${model === "rram" ? "" : " after a month"}`,
					last,
					"codes",
					"16 or more: sure",
					16,
				),
			);
			if (model === "rram") continue;
			const days = ages.map(age => age / DAY);
			series.push({ label: model, x: days, y: aware.map(({ margin }) => margin), mark: "both" });
			if (model === "pcm")
				series.push({
					label: "pcm, range of fresh cells",
					x: days,
					y: unaware.map(({ margin }) => margin),
					mark: "both",
				});
			if (model === "pcm")
				rows.push(
					row(
						"pcm, the same with the range of fresh cells",
						unaware[unaware.length - 1].margin,
						"codes",
						"less: the gain drifted",
						1,
						last,
					),
				);
		}
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E23: smallest margin against the age of the weights",
				x: { label: "Age (days)", scale: "log" },
				y: { label: "Smallest margin (codes)", low: 0 },
				series,
			},
		};
	},
};

/** Letters right in per cent and their smallest margin, the model calibrated for weights of another age. */
function judge(
	model: DeviceModel,
	age: number,
	calibrated: number,
	chips: number,
	seed: number,
): { right: number; margin: number } {
	const profile = fmcOn(model, fmc, { storage: 1, weights: age });
	const known = fmcOn(model, fmc, { storage: 1, weights: calibrated });
	const fitted = model === "rram" ? trained : adaptModel(trained, fmc, known, 1);
	const { pictures } = fitted.knownAnswer;
	const labels = fitted.labels.length;
	let right = 0;
	let margin = Infinity;
	for (let chip = 0; chip < chips; chip++) {
		const scores = new CoreRunner(fitted, createFmcCore(profile), seed * 1000 + chip).read(pictures, chip);
		for (const value of margins(scores, labels, picture => picture % labels)) {
			if (value > 0) right++;
			margin = Math.min(margin, value);
		}
	}
	return { right: (100 * right) / (chips * fitted.vectors), margin };
}
