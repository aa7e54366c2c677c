import { LettersProgram } from "../accelerator/letters";
import type { LinkOptions } from "../accelerator/link";
import { LettersDecision } from "../decide/letters";
import { CimError } from "../errors";
import { parseModel } from "../model/format";
import type { Model } from "../model/model";
import type { FrameReport } from "../report";
import { GLYPH_SIDE } from "../sensing/sheet-layout";
import { SheetReader } from "../sensing/sheet-reader";
import { type SeededPhysics, SensorStage } from "../sensing/vision/sensor-stage";
import type { Recognised, Recogniser } from "./recogniser";

/** Sixteen printed letters of a sheet, in one shot of two arrays. */
export class LettersRecogniser implements Recogniser {
	readonly model: Model;
	readonly #program: LettersProgram;
	readonly #decision: LettersDecision;
	#sheet: SheetReader | undefined;
	/** Where the model stands behind a vision sensor. */
	readonly #sensor: SensorStage | undefined;

	/**
	 * @param physics of an emulated vision sensor, for a model that stands behind one; the digital camera's frame is its light
	 * @throws ModelError
	 */
	constructor(modelFile: Uint8Array, link: LinkOptions, physics?: SeededPhysics) {
		const model = parseModel(modelFile);
		this.model = model;
		if (model.sensor) this.#sensor = new SensorStage(model.sensor, model.vectors, physics);
		this.#decision = new LettersDecision(model.labels, model.vectors, model.minimumMargin);
		this.#program = new LettersProgram({ ...link, model });
	}

	get chip(): string {
		return this.#program.chip;
	}
	get simulated(): boolean {
		return this.#program.simulated;
	}

	tune(threshold = this.model.minimumMargin): void {
		this.#decision.minimumMargin = threshold;
	}

	open(seed: number, done: Recognised): void {
		this.#program.open(seed, done);
	}

	close(): void {
		this.#program.close();
	}

	look(width: number, height: number): void {
		this.#sheet = new SheetReader({ width, height });
	}

	read(gray: Uint8Array): { code: string; message: string } | undefined {
		const sheet = this.#sheet!;
		return sheet.read(gray) ? undefined : sheet.failure;
	}

	recognise(seed: number, done: Recognised): void {
		this.#classify(this.#sheet!.pictures, seed, done);
	}

	classify(pictures: Uint8Array, seed: number, done: Recognised): void {
		const { rows, vectors } = this.model;
		const expected = vectors * (this.#sensor ? GLYPH_SIDE * GLYPH_SIDE : rows);
		if (pictures.length !== expected)
			throw new CimError("pictures", `${pictures.length} bytes of pictures; the model takes ${expected}`);
		this.#classify(pictures, seed, done);
	}

	/** Through the vision sensor where there is one. */
	#classify(ink: Uint8Array, seed: number, done: Recognised): void {
		this.#program.classify(this.#sensor ? this.#sensor.see(ink, seed) : ink, seed, done);
	}

	decide(report: FrameReport): void {
		const { shot } = this.#program;
		const { result } = report;
		const decision = this.#decision;
		decision.decide(shot.scores, shot.noiseFloorCodes);
		result.kind = "letters";
		result.text = decision.text;
		result.margins = decision.margins;
		result.scores = shot.scores;
		result.snr = decision.snr;
		result.chip.program = shot.programMicroseconds;
		result.chip.multiply = shot.multiplyMicroseconds;
		result.chip.energy = shot.energyNanojoules;
		result.chip.wireBytes = shot.wireBytes;
		report.wireMicroseconds = shot.wireMicroseconds;
		report.informationBytes = shot.informationBytes;
	}
}
