import type { Step } from "../../../firmware/model/network";
import { inputsOf } from "../../../firmware/networks/value-forms";

/** Matrices that a step multiplies with. */
export function matricesOf(step: Step): number[] {
	if (step.kind === "lstm") return [step.inputMatrix, step.hiddenMatrix];
	return step.kind === "multiply" || step.kind === "gibbs" ? [step.matrix] : [];
}

/** The steps that value `last` depends on, and their matrices, numbered anew. */
export function removeUnused<L>(
	steps: readonly Step[],
	layers: readonly L[],
	last: number,
): { steps: Step[]; layers: L[] } {
	const isUsed = new Uint8Array(steps.length + 1);
	isUsed[last] = 1;
	for (let number = steps.length; number > 0; number--)
		if (isUsed[number]) for (const input of inputsOf(steps[number - 1])) isUsed[input] = 1;
	const values = new Map<number, number>([[0, 0]]);
	const matrices = new Map<number, number>();
	const kept: Step[] = [];
	const keptLayers: L[] = [];
	steps.forEach((step, n) => {
		if (!isUsed[n + 1]) return;
		for (const matrix of matricesOf(step))
			if (!matrices.has(matrix)) {
				matrices.set(matrix, keptLayers.length);
				keptLayers.push(layers[matrix]);
			}
		kept.push(renumbered(step, values, matrices));
		values.set(n + 1, kept.length);
	});
	return { steps: kept, layers: keptLayers };
}

function renumbered(step: Step, values: ReadonlyMap<number, number>, matrices: ReadonlyMap<number, number>): Step {
	switch (step.kind) {
		case "add":
			return { ...step, inputs: step.inputs.map(input => values.get(input)!) };
		case "multiply":
		case "gibbs":
			return { ...step, input: values.get(step.input)!, matrix: matrices.get(step.matrix)! };
		case "lstm":
			return {
				...step,
				input: values.get(step.input)!,
				inputMatrix: matrices.get(step.inputMatrix)!,
				hiddenMatrix: matrices.get(step.hiddenMatrix)!,
			};
		default:
			return { ...step, input: values.get(step.input)! };
	}
}
