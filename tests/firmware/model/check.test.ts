import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkModel } from "../../../firmware/model/check";
import type { ModelFields } from "../../../firmware/model/model";
import { ModelError } from "../../../firmware/model/model-error";
import { tinyModel } from "../../support/tiny-model";

function refusal(check: () => void): [string, string] {
	try {
		check();
	} catch (error) {
		assert.instance(error, ModelError);
		const { code, field, message } = error as ModelError;
		assert.match(message, field);
		assert.match(message, ";", "says what to do");
		return [code, field];
	}
	return ["", "accepted"];
}

/** What checkModel says after one change to a sound model. */
const changed = (change: (model: ModelFields) => void): [string, string] => {
	const model = tinyModel();
	change(model);
	return refusal(() => checkModel(model));
};

test("a sound model passes", () => {
	assert.equal(
		changed(() => {}),
		["", "accepted"],
	);
});

test("each number is held to its bounds", () => {
	const cases: [string, (model: ModelFields, value: number) => void, number[]][] = [
		[
			"profile",
			(m, v) => {
				m.profile = v;
			},
			[0, 65536, 1.5],
		],
		[
			"layer.rows",
			(m, v) => {
				m.rows = v;
			},
			[0, 257, -1, Number.NaN],
		],
		[
			"layer.vectors",
			(m, v) => {
				m.vectors = v;
			},
			[0, 65],
		],
		[
			"layer.bits",
			(m, v) => {
				m.bits = v;
			},
			[0, 3, 16],
		],
		[
			"layer.pictureBits",
			(m, v) => {
				m.pictureBits = v;
			},
			[0, 3, 16],
		],
		[
			"calibration.fullScale",
			(m, v) => {
				m.fullScale = v;
			},
			[0, 2 ** 32, Number.POSITIVE_INFINITY],
		],
		[
			"calibration.toneAmplitude",
			(m, v) => {
				m.toneAmplitude = v;
			},
			[0, 2 ** 32],
		],
		[
			"calibration.minimumMargin",
			(m, v) => {
				m.minimumMargin = v;
			},
			[-1, 255],
		],
		[
			"knownAnswer.tolerance",
			(m, v) => {
				m.knownAnswer.tolerance = v;
			},
			[0, -1, 128, Number.NaN],
		],
		[
			"provenance.seed",
			(m, v) => {
				m.provenance.seed = v;
			},
			[-1, 2 ** 32],
		],
	];
	for (const [field, set, values] of cases)
		for (const value of values)
			assert.equal(
				changed(model => set(model, value)),
				["model-field", field],
				`${field} = ${value}`,
			);
});

test("texts are printable, not empty and not endless", () => {
	for (const text of ["", "a\n", "\u00e9", "x".repeat(401)]) {
		assert.equal(
			changed(model => {
				model.name = text;
			}),
			["model-field", "name"],
		);
		assert.equal(
			changed(model => {
				model.provenance.data = text;
			}),
			["model-field", "provenance.data"],
		);
		assert.equal(
			changed(model => {
				model.provenance.tool = text;
			}),
			["model-field", "provenance.tool"],
		);
		assert.equal(
			changed(model => {
				model.provenance.accuracy = text;
			}),
			["model-field", "provenance.accuracy"],
		);
	}
});

test("a label is one character, its own, and not the sign for unsure", () => {
	for (const label of ["", "AB", "?", " ", "\u0007", "B"])
		assert.equal(
			changed(model => {
				model.labels[0] = label;
			}),
			["model-field", label === "B" ? "labels[1]" : "labels[0]"],
		);
	assert.equal(
		changed(model => {
			model.labels = ["A"];
		}),
		["model-field", "labels"],
	);
});

test("sizes are held against each other", () => {
	assert.equal(
		changed(model => {
			model.rows = 4;
		}),
		["model-size", "layer.codes"],
	);
	assert.equal(
		changed(model => {
			model.labels.push("C");
		}),
		["model-size", "layer.codes"],
	);
	assert.equal(
		changed(model => {
			model.vectors = 3;
		}),
		["model-size", "knownAnswer.pictures"],
	);
	assert.equal(
		changed(model => {
			model.knownAnswer.scores = new Int8Array(5);
		}),
		["model-size", "knownAnswer.scores"],
	);
});

test("codes and scores stay in their ranges", () => {
	assert.equal(
		changed(model => {
			model.codes[3] = 16;
		}),
		["model-field", "layer.codes[3]"],
	);
	assert.equal(
		changed(model => {
			model.knownAnswer.pictures[5] = 2;
		}),
		["model-field", "knownAnswer.pictures[5]"],
	);
	assert.equal(
		changed(model => {
			model.knownAnswer.scores[0] = -128;
		}),
		["model-field", "knownAnswer.scores[0]"],
	);
});

test.run();
