import type { AddStep, ClipStep, PoolStep, QuantizeStep } from "../model/network";
import { addTo, clip, toReal } from "./elementwise";
import type { Codes } from "./patches";
import { averagePool, maximumPool } from "./pool";
import { quantize } from "./quantize";
import type { StepRun, Workplace } from "./step-run";

/** A step without the chip: done at once. */
abstract class PlainRun<S> implements StepRun {
	protected readonly place: Workplace;
	protected readonly step: S;
	/** Number of the value that it makes. */
	protected readonly value: number;

	constructor(place: Workplace, step: S, index: number) {
		this.place = place;
		this.step = step;
		this.value = index + 1;
	}

	abstract start(): boolean;
}

export class QuantizeRun extends PlainRun<QuantizeStep> {
	start(): boolean {
		const { forms, values, fused } = this.place;
		const { input, bits, signed, unit } = this.step;
		const { count, unit: sourceUnit } = forms[input];
		// the multiply before it has done it
		if (fused[input]) return true;
		quantize(values[input], 0, count, sourceUnit, values[this.value] as Codes, 0, bits, signed, unit);
		return true;
	}
}

export class PoolRun extends PlainRun<PoolStep> {
	start(): boolean {
		const { forms, values } = this.place;
		const { kind, input, window, shape } = this.step;
		const form = forms[input];
		const into = values[this.value];
		if (kind === "maximum") maximumPool(values[input], 0, form.shape, window, shape, into, 0);
		else averagePool(values[input], 0, form.shape, form.unit, window, shape, into as Float32Array, 0);
		return true;
	}
}

export class AddRun extends PlainRun<AddStep> {
	start(): boolean {
		const { forms, values } = this.place;
		const { inputs } = this.step;
		const into = values[this.value] as Float32Array;
		const first = values[inputs[0]];
		const { count, unit } = forms[inputs[0]];
		if (first.buffer !== into.buffer) toReal(first, 0, count, unit, into, 0);
		for (let n = 1; n < inputs.length; n++) addTo(values[inputs[n]], 0, count, forms[inputs[n]].unit, into, 0);
		return true;
	}
}

export class ClipRun extends PlainRun<ClipStep> {
	start(): boolean {
		const { forms, values } = this.place;
		const { input, least, most } = this.step;
		const { count, unit, isReal } = forms[input];
		const into = values[this.value] as Float32Array;
		if (!isReal) toReal(values[input], 0, count, unit, into, 0);
		clip(isReal ? (values[input] as Float32Array) : into, 0, count, least, most, into, 0);
		return true;
	}
}
