// The letters program against the emulated chip's physics, with the models that the repository carries.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LettersProgram } from "../../../firmware/accelerator/letters";
import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { type FmcProfile, fmc, fmc26 } from "../../../firmware/emulator/profiles/fmc";
import { parseModel } from "../../../firmware/model/format";
import { glyph } from "../../../host-sim/scene/font";
import { AcceleratorBench } from "../../support/accelerator-bench";

const PAPER_TEXT = "NAINVINAJNGINUHC";

function chipWith(file: string, profile: FmcProfile) {
	const model = parseModel(new Uint8Array(readFileSync(new URL(`../../../firmware/model/${file}`, import.meta.url))));
	const bench = new AcceleratorBench(createFmcCore(profile));
	const letters = new LettersProgram({ ...bench.options, model });
	const read = (): string => {
		const { scores } = letters.shot;
		let text = "";
		for (let k = 0; k < model.vectors; k++) {
			let best = 0;
			for (let j = 1; j < model.labels.length; j++)
				if (scores[k * model.labels.length + j] > scores[k * model.labels.length + best]) best = j;
			text += model.labels[best];
		}
		return text;
	};
	return { bench, letters, model, read };
}

function picturesOf(text: string): Uint8Array {
	const pictures = new Uint8Array(text.length * 25);
	for (let k = 0; k < text.length; k++)
		pictures.set(
			glyph(text[k]).map(ink => ink * 255),
			k * 25,
		);
	return pictures;
}

for (const [file, profile, text] of [
	["letters.cim", fmc, PAPER_TEXT],
	["alphabet.cim", fmc26, "QUICKZEPHYRSJUMP"],
] as const)
	test(`${profile.name} reads ${text} in one shot; its bytes and wire time stay small`, () => {
		const { bench, letters, model, read } = chipWith(file, profile);
		bench.must(done => letters.open(1, done));
		bench.must(done => letters.classify(picturesOf(text), 5, done));
		assert.is(read(), text);
		const { shot } = letters;
		assert.ok(shot.wireBytes < 2 * shot.informationBytes);
		assert.ok(shot.wireMicroseconds < 5000);
		process.stdout.write(
			`measured: ${model.name}: ${shot.wireBytes} bytes per frame for ${shot.informationBytes} bytes of information ` +
				`(${(shot.wireBytes / shot.informationBytes).toFixed(2)} x), ${shot.wireMicroseconds.toFixed(1)} us at 20 MHz\n`,
		);
	});

test("a shot is a function of pictures and seed: not of what came before, nor of a recovery", () => {
	const { bench, letters } = chipWith("letters.cim", fmc);
	const shoot = (text: string, seed: number): string => {
		bench.must(done => letters.classify(picturesOf(text), seed, done));
		return JSON.stringify({ ...letters.shot, scores: [...letters.shot.scores] });
	};
	bench.must(done => letters.open(1, done));
	const first = shoot(PAPER_TEXT, 5);
	assert.is.not(shoot(PAPER_TEXT, 6), first);
	shoot("AAAAAAAAAAAAAAAA", 7);
	assert.is(shoot(PAPER_TEXT, 5), first);
	bench.must(done => letters.recover(done));
	assert.is(shoot(PAPER_TEXT, 5), first);
});

test("on a wire with one flipped bit in 10,000 the scores are those of a good wire", () => {
	const clean = chipWith("letters.cim", fmc);
	const noisy = chipWith("letters.cim", fmc);
	clean.bench.must(done => clean.letters.open(1, done));
	noisy.bench.wire.bitErrorRate = 1e-4;
	noisy.bench.must(done => noisy.letters.open(1, done));
	let repeated = 0;
	for (let seed = 0; seed < 40; seed++) {
		for (const { bench, letters } of [clean, noisy])
			bench.must(done => letters.classify(picturesOf(PAPER_TEXT), seed, done));
		assert.equal(noisy.letters.shot.scores, clean.letters.shot.scores);
		if (noisy.letters.shot.wireBytes > clean.letters.shot.wireBytes) repeated++;
	}
	assert.ok(repeated > 5);
});

test("the chip reset in the middle of a frame: typed error, recover, same scores", () => {
	const { bench, letters } = chipWith("letters.cim", fmc);
	bench.must(done => letters.open(1, done));
	bench.must(done => letters.classify(picturesOf(PAPER_TEXT), 2, done));
	const right = [...letters.shot.scores];
	for (const offset of [0, 3, 6, 9]) {
		bench.wire.resetAt = bench.wire.transactions + offset;
		const error = bench.run(done => letters.classify(picturesOf(PAPER_TEXT), 2, done));
		assert.is(error?.code, "chip-reset");
		bench.must(done => letters.recover(done));
		bench.must(done => letters.classify(picturesOf(PAPER_TEXT), 2, done));
		assert.equal([...letters.shot.scores], right);
	}
});

test.run();
