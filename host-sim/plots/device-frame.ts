import { CimError } from "../../firmware/errors";
import { parseModel } from "../../firmware/model/format";
import type { Observer } from "../../firmware/runtime";
import { AdjustableFmcCore } from "../conditions/adjustable-fmc-core";
import type { LettersChipFact } from "../dashboard/chip-protocol";
import { LettersTwin } from "../dashboard/probes/digital-twin";
import { Histogram } from "../dashboard/probes/histogram";
import { lettersChipFact } from "../dashboard/probes/letters-chip";
import { createDevice, type LettersOutfit, outfitFor } from "../device";
import { SilentTCP } from "../node/silent-tcp";
import { VirtualTime } from "../node/virtual-time";
import { SceneSource } from "../scene/scene-source";

export interface DeviceFrame {
	/** The chip in the last frame. */
	chip: LettersChipFact;
	/** Scores of all frames less those of exact arithmetic, codes. */
	errors: Histogram;
	outfit: LettersOutfit;
}

export interface FrameOptions {
	text: string;
	seed: number;
	/** Frames to run. */
	frames: number;
	/** What differs from the published chip. */
	conditions: ReadonlyMap<string, number>;
}

/**
 * Runs the whole device, camera to verdict, in virtual time, and looks into its chip. It starts as published, for a worse chip
 * would fail its known-answer test; conditions change after the first frame. Throws RangeError for conditions that the
 * chip has not, CimError where the device comes to no verdict.
 */
export function runDeviceFrame({ text, seed, frames, conditions }: FrameOptions): DeviceFrame {
	const outfit = outfitFor(text);
	const core = new AdjustableFmcCore(outfit.profile);
	for (const [name, value] of conditions) new AdjustableFmcCore(outfit.profile).adjust(name, value);
	const twin = new LettersTwin(outfit.modelFile, outfit.profile);
	// a bar a code
	const errors = new Histogram(17, 8.5);
	const model = parseModel(outfit.modelFile);
	const time = new VirtualTime();
	let chip: LettersChipFact | undefined;
	let seen = 0;
	let log = "";
	const observer: Observer = {
		onReport(report) {
			if (seen++ === 0 && conditions.size > 0) {
				for (const [name, value] of conditions) core.adjust(name, value);
				return;
			}
			const fact = lettersChipFact(core, model, report, 0);
			if (!fact) return;
			chip = fact;
			const { scores } = report.result;
			const exact = twin.read(core.codes[0]).scores;
			for (let n = 0; n < scores.length; n++) errors.add(scores[n] - exact[n]);
		},
		onLog(line) {
			log = line;
		},
	};
	const { runtime } = createDevice({
		...{ device: "plot", seed, outfit, core, time, observer, interval: 500 },
		source: new SceneSource({ text, seed }),
		...{ host: "127.0.0.1", port: 1883, TCP: SilentTCP, resolver: { resolve() {} } },
	});
	runtime.start();
	const wanted = conditions.size > 0 ? frames + 1 : frames;
	time.advanceUntil(() => seen >= wanted || log !== "");
	runtime.stop(() => {});
	if (!chip) throw new CimError("no-answer", `the device came to no verdict: ${log || "the chip did not answer"}`);
	return { chip, errors, outfit };
}
