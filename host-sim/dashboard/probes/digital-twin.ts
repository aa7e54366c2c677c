import { LettersDecision } from "../../../firmware/decide/letters";
import { NetworkDecision } from "../../../firmware/decide/network";
import type { FmcProfile } from "../../../firmware/emulator/profiles/fmc";
import { parseModel } from "../../../firmware/model/format";
import { parseNetwork } from "../../../firmware/model/network-format";
import { inputTable } from "../../../firmware/networks/quantize";
import { valueForms } from "../../../firmware/networks/value-forms";
import { IdealNetwork } from "../../toolchain/compile/ideal-network";
import { idealScores, scoreCodes } from "../../toolchain/ideal-chip";

/** What exact arithmetic makes of a frame. */
export interface Exact {
	text: string;
	/** In the unit that errors are told in. */
	scores: ArrayLike<number>;
}

/** The sixteen letters by exact arithmetic: the model on the published chip without noise, error or age of its cells. */
export class LettersTwin {
	readonly labels: readonly string[];
	/** Errors are in converter codes. */
	readonly unit = "codes";
	/** A bar a code. */
	readonly range = 20.5;
	readonly bins = 41;
	readonly #model: ReturnType<typeof parseModel>;
	readonly #profile: FmcProfile;
	readonly #decision: LettersDecision;

	constructor(modelFile: Uint8Array, profile: FmcProfile) {
		const model = parseModel(modelFile);
		this.#model = model;
		this.#profile = profile;
		this.labels = model.labels;
		this.#decision = new LettersDecision(model.labels, model.vectors, model.minimumMargin);
	}

	/** @param stored codes of the storage array, row by row, a column a picture: what the chip was given */
	read(stored: Uint8Array): Exact {
		const { rows, vectors, fullScale } = this.#model;
		const pictures = new Uint8Array(rows * vectors);
		for (let k = 0; k < vectors; k++)
			for (let row = 0; row < rows; row++) pictures[k * rows + row] = stored[row * vectors + k];
		const scores = scoreCodes(idealScores(this.#model, pictures, this.#profile), fullScale);
		this.#decision.decide(scores, 0);
		return { text: this.#decision.text, scores };
	}
}

/** A network by exact arithmetic: whole numbers, the firmware's own functions between its layers. */
export class NetworkTwin {
	readonly labels: readonly string[];
	/** Errors are in hundredths of the largest exact score. */
	readonly unit = "% of the largest score";
	readonly range = 41;
	readonly bins = 41;
	readonly #network: IdealNetwork;
	readonly #table: ArrayLike<number>;
	readonly #signed: boolean;
	readonly #decision: NetworkDecision;

	constructor(modelFile: Uint8Array) {
		const model = parseNetwork(modelFile);
		const forms = valueForms(model);
		const last = forms[forms.length - 1];
		this.labels = model.labels;
		this.#network = new IdealNetwork(model);
		this.#table = inputTable(model.input);
		this.#signed = model.input.signed;
		this.#decision = new NetworkDecision(model.labels, last.count, (model.minimumMargin * last.unit) / 100);
	}

	/** @param picture ink 0 to 255, row by row; @returns real scores */
	read(picture: Uint8Array): Exact {
		const codes = this.#signed ? new Int8Array(picture.length) : new Uint8Array(picture.length);
		for (let n = 0; n < codes.length; n++) codes[n] = this.#table[picture[n]];
		const scores = this.#network.run(codes);
		this.#decision.decide(scores);
		return { text: this.#decision.text, scores };
	}
}
