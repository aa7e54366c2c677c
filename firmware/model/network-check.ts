import { formAfter, valueForms } from "../networks/value-forms";
import { checkCells, checkMatrix, checkPoints } from "./matrix-check";
import type { NetworkModelFields } from "./network";
import { NetworkLimit } from "./network-limits";
import {
	demandBits,
	demandCodes,
	demandCount,
	demandFinite,
	demandInteger,
	demandText,
	demandUnit,
	mismatch,
	refuse,
} from "./network-words";
import { checkShape, checkStep } from "./step-check";

/** @throws ModelError for the first field that is out of its bounds or does not fit another */
export function checkNetwork(model: NetworkModelFields): void {
	if (model.kind !== "network") refuse("kind", model.kind, '"network"');
	demandText("name", model.name, NetworkLimit.name);
	demandInteger("profile", model.profile, 1, 0xffff);
	checkInput(model);
	checkPoints(model.points);
	for (const [n, matrix] of model.matrices.entries()) checkMatrix(`matrices[${n}]`, matrix, model.points);
	checkCells(model.matrices);
	checkSteps(model);
	demandInteger("minimumMargin", model.minimumMargin, 0, NetworkLimit.minimumMargin);
	const { tool, seed, data, accuracy } = model.provenance;
	demandInteger("provenance.seed", seed, 0, 0xffffffff);
	demandText("provenance.tool", tool, NetworkLimit.text);
	demandText("provenance.data", data, NetworkLimit.text);
	demandText("provenance.accuracy", accuracy, NetworkLimit.text);
}

function checkInput({ input }: NetworkModelFields): void {
	checkShape("input.shape", input);
	demandBits("input.bits", input.bits, input.signed);
	demandUnit("input.unit", input.unit);
	demandUnit("input.scale", input.scale);
	if (!Number.isFinite(input.zero)) refuse("input.zero", String(input.zero), "a finite number");
}

/** The steps in their order, then labels and known answer against the last value. */
function checkSteps(model: NetworkModelFields): void {
	const { input, steps, matrices, labels, knownAnswer } = model;
	if (steps.length === 0) mismatch("steps", "there are none");
	const forms = valueForms({ input, steps: [] });
	for (const [n, step] of steps.entries()) {
		checkStep(`steps[${n}]`, step, forms, matrices);
		forms.push(formAfter(step, forms));
	}
	if (!steps.some(step => step.kind === "multiply" || step.kind === "lstm" || step.kind === "gibbs"))
		mismatch("steps", "none of them uses the chip");
	const { count } = forms[forms.length - 1];
	if (labels.length > 0) demandCount("labels", labels, count, "numbers of the last value");
	for (const [n, label] of labels.entries()) {
		demandText(`labels[${n}]`, label, NetworkLimit.name);
		if (labels.indexOf(label) !== n) refuse(`labels[${n}]`, label, "a label that is not there already");
	}
	demandCount("knownAnswer.input", knownAnswer.input, forms[0].count, "numbers of the input");
	demandCodes("knownAnswer.input", knownAnswer.input, input.bits, input.signed);
	demandCount("knownAnswer.scores", knownAnswer.scores, count, "numbers of the last value");
	demandFinite("knownAnswer.scores", knownAnswer.scores);
	demandUnit("knownAnswer.tolerance", knownAnswer.tolerance);
}
