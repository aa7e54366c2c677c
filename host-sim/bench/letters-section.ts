import { readFileSync } from "node:fs";
import { createFmcCore } from "../../firmware/emulator/fmc-core";
import { type FmcProfile, fmc, fmc26 } from "../../firmware/emulator/profiles/fmc";
import { parseModel } from "../../firmware/model/format";
import { lettersAccuracy } from "./letters-accuracy";

const SEED = 1;

/** The same chip without noise, programming error or converter error. */
function withoutNoise(profile: FmcProfile): FmcProfile {
	return {
		...profile,
		noise: { amplitude: 0 },
		device: { ...profile.device, programming: 0, programmingModel: "gaussian", read: 0 },
		converter: { ...profile.converter, offset: 0, gain: 0 },
	};
}

function line(cells: string[]): void {
	process.stdout.write(`${cells.map((cell, n) => (n < 3 ? cell.padEnd(14) : cell.padStart(10))).join("")}\n`);
}

/** Letters read right, wrong and not at all by both models, with and without noise. */
export function lettersSection(scenes: number): void {
	process.stdout.write(
		`Letters read from ${scenes} rendered scenes (rotation, perspective, light, blur, noise over the whole range), seed ${SEED}\n\n`,
	);
	line(["text", "model", "chip", "16/16", "wrong", "unsure", "unread", "least", "1 %", "middle", "s"]);
	for (const [text, name, profile] of [
		["the paper's", "letters", fmc],
		["random", "letters", fmc],
		["the paper's", "alphabet", fmc26],
		["random", "alphabet", fmc26],
	] as const)
		for (const chip of ["without noise", "noisy"]) {
			const model = parseModel(
				new Uint8Array(readFileSync(new URL(`../../firmware/model/${name}.cim`, import.meta.url))),
			);
			const core = createFmcCore(chip === "noisy" ? profile : withoutNoise(profile));
			const started = performance.now();
			const found = lettersAccuracy({ scenes, seed: SEED, model, core, randomTexts: text === "random" });
			const seconds = (performance.now() - started) / 1000;
			const { margins } = found;
			line([
				text,
				name,
				chip,
				`${((100 * found.allRight) / scenes).toFixed(1)} %`,
				String(found.wrong),
				String(found.unsure),
				String(found.unread),
				...[0, 0.01, 0.5].map(part => String(margins[Math.floor(part * margins.length)] ?? "-")),
				seconds.toFixed(1),
			]);
		}
	process.stdout.write(
		"\nleast, 1 %, middle: margin of the letters (own score less the best other one), converter codes\n",
	);
}
