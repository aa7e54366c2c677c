import type { LinkOptions } from "../accelerator/link";
import { NetworkDecision } from "../decide/network";
import { CimError } from "../errors";
import { ModelError } from "../model/model-error";
import type { NetworkModel } from "../model/network";
import { parseNetwork } from "../model/network-format";
import { NetworkProgram } from "../networks/network-program";
import type { Codes } from "../networks/patches";
import { inputTable } from "../networks/quantize";
import { countOf, valueForms } from "../networks/value-forms";
import type { FrameReport } from "../report";
import { DrawingReader } from "../sensing/drawing-reader";
import type { Recognised, Recogniser } from "./recogniser";

/** Picojoules in a nanojoule. */
const PICO = 1000;

/** A network on many arrays that recognises what is drawn on a sheet. */
export class NetworkRecogniser implements Recogniser {
	readonly model: NetworkModel;
	readonly #program: NetworkProgram;
	readonly #decision: NetworkDecision;
	/** Code of each byte of a picture. */
	readonly #table: Codes;
	readonly #codes: Codes;
	/** Of the last value: what 1 of it stands for. */
	readonly #unit: number;
	#drawing: DrawingReader | undefined;
	/** What was recognised last. */
	#picture: Uint8Array | undefined;

	/** @throws ModelError for a file that is none, and for a network whose input a camera does not give */
	constructor(modelFile: Uint8Array, link: LinkOptions) {
		const model = parseNetwork(modelFile);
		const { height, width, channels, signed } = model.input;
		if (height !== width || channels !== 1 || height < 8)
			throw new ModelError(
				"model-size",
				"input",
				`${height} x ${width} x ${channels}: sensing makes square pictures of one channel, 8 pixels or more across`,
			);
		this.model = model;
		this.#table = inputTable(model.input);
		this.#codes = signed ? new Int8Array(countOf(model.input)) : new Uint8Array(countOf(model.input));
		const forms = valueForms(model);
		const last = forms[forms.length - 1];
		this.#unit = last.unit;
		this.#decision = new NetworkDecision(model.labels, last.count, this.#leastMargin(model.minimumMargin));
		this.#program = new NetworkProgram({ ...link, model });
	}

	get chip(): string {
		return this.#program.chip;
	}
	get simulated(): boolean {
		return this.#program.simulated;
	}

	tune(threshold = this.model.minimumMargin): void {
		this.#decision.leastMargin = this.#leastMargin(threshold);
	}

	/** @param hundredths of the last value's unit */
	#leastMargin(hundredths: number): number {
		return (hundredths * this.#unit) / 100;
	}

	open(seed: number, done: Recognised): void {
		this.#program.open(seed, done);
	}

	close(): void {
		this.#program.close();
	}

	look(width: number, height: number): void {
		this.#drawing = new DrawingReader({ width, height, side: this.model.input.width });
	}

	read(gray: Uint8Array): { code: string; message: string } | undefined {
		const drawing = this.#drawing!;
		return drawing.read(gray) ? undefined : drawing.failure;
	}

	recognise(seed: number, done: Recognised): void {
		this.classify(this.#drawing!.picture, seed, done);
	}

	classify(pictures: Uint8Array, seed: number, done: Recognised): void {
		const codes = this.#codes;
		if (pictures.length !== codes.length)
			throw new CimError("pictures", `${pictures.length} bytes of a picture; the model takes ${codes.length}`);
		for (let i = 0; i < codes.length; i++) codes[i] = this.#table[pictures[i]];
		this.#picture = pictures;
		this.#program.run(codes, seed, done);
	}

	decide(report: FrameReport): void {
		const { outcome, informationBytes } = this.#program;
		const { result } = report;
		const decision = this.#decision;
		decision.decide(outcome.scores);
		result.kind = "network";
		result.text = decision.text;
		result.margins = decision.margins;
		result.scores = decision.scores;
		result.unit = decision.unit;
		result.snr = 0;
		result.chip.program = 0;
		result.chip.multiply = outcome.microseconds;
		result.chip.energy = Math.round(outcome.energy / PICO);
		result.chip.wireBytes = outcome.wireBytes;
		report.wireMicroseconds = outcome.wireMicroseconds;
		report.informationBytes = informationBytes;
		report.picture = this.#picture;
	}
}
