import type { NetworkModelFields, Shape, Step } from "../model/network";

/** What a value of a network is. */
export interface ValueForm {
	shape: Shape;
	/** Numbers of it. */
	count: number;
	isReal: boolean;
	/** Of codes. */
	signed: boolean;
	bits: number;
	/** What 1 stands for; 1 for real numbers. */
	unit: number;
}

/** Values that a step takes. */
export function inputsOf(step: Step): readonly number[] {
	return step.kind === "add" ? step.inputs : [step.input];
}

/** The forms of all values: of the input, then of what each step makes. */
export function valueForms(model: Pick<NetworkModelFields, "input" | "steps">): ValueForm[] {
	const { input, steps } = model;
	const forms: ValueForm[] = [codes(input, input.bits, input.signed, input.unit)];
	for (const step of steps) forms.push(formAfter(step, forms));
	return forms;
}

/** The form of what a step makes. @param forms of the values before it */
export function formAfter(step: Step, forms: readonly ValueForm[]): ValueForm {
	const { shape } = step;
	if (step.kind === "quantize") return codes(shape, step.bits, step.signed, step.unit);
	if (step.kind === "maximum") return { ...forms[step.input], shape, count: countOf(shape) };
	return { shape, count: countOf(shape), isReal: true, signed: true, bits: 0, unit: 1 };
}

export function countOf({ height, width, channels }: Shape): number {
	return height * width * channels;
}

function codes(shape: Shape, bits: number, signed: boolean, unit: number): ValueForm {
	const { height, width, channels } = shape;
	return { shape: { height, width, channels }, count: countOf(shape), isReal: false, signed, bits, unit };
}
