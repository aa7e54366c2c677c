import type { NetworkInput, Step, Window } from "../../../firmware/model/network";
import type { Pooling, Quantization, Shape } from "../network/graph";
import { type Codes, codesOf, isSameCodes, mostCode } from "./codes";

/** A value of the graph: the compiled network's value that holds it. */
export interface LoweredValue {
	number: number;
	codes: Codes | undefined;
	/** As the graph has it: of as many numbers as the compiled value. */
	shape: Shape;
	/** Graph value, for its range. */
	graph: number;
}

/** The steps that are made for a graph, one after the other: those that need no weights. */
export class StepList {
	readonly steps: Step[] = [];
	readonly #input: NetworkInput;

	constructor(input: NetworkInput) {
		this.#input = input;
	}

	emit(step: Step): number {
		this.steps.push(step);
		return this.steps.length;
	}

	/** Shape of the compiled value, which a reshape of the graph leaves as it is. */
	shapeOf(number: number): Shape {
		return number === 0 ? this.#input : this.steps[number - 1].shape;
	}

	clipped(source: LoweredValue, least: number, most: number, shape: Shape, graph: number): LoweredValue {
		const { codes } = source;
		const top = codes ? mostCode(codes) * codes.unit : Number.POSITIVE_INFINITY;
		if (codes && most >= top && least <= (codes.signed ? -top : 0)) return { ...source, shape, graph };
		return {
			number: this.emit({ kind: "clip", input: source.number, least, most, shape }),
			codes: undefined,
			shape,
			graph,
		};
	}

	pooled(
		source: LoweredValue,
		{ kind, height, width, stride, padding }: Pooling,
		shape: Shape,
		graph: number,
	): LoweredValue {
		const window: Window = { height, width, stride, top: padding.top, left: padding.left };
		const input = this.inShape(source).number;
		return {
			number: this.emit({ kind, input, window, shape }),
			codes: kind === "maximum" ? source.codes : undefined,
			shape,
			graph,
		};
	}

	/** The value as codes: what makes it is looked through where that changes nothing, so that values are small early. */
	quantized(source: LoweredValue, quantization: Pick<Quantization, "bits" | "signed" | "most">): LoweredValue {
		const codes = codesOf(quantization);
		if (source.codes && isSameCodes(source.codes, codes)) return source;
		const maker = source.number > 0 ? this.steps[source.number - 1] : undefined;
		const top = mostCode(codes) * codes.unit;
		if (maker?.kind === "clip" && maker.most >= top && maker.least <= (codes.signed ? -top : 0))
			return this.quantized({ ...source, number: maker.input, codes: this.#codesOf(maker.input) }, quantization);
		if (maker?.kind === "maximum" && !source.codes) {
			const { number } = this.quantized(
				{ ...source, number: maker.input, shape: this.shapeOf(maker.input) },
				quantization,
			);
			return { ...source, number: this.emitOnce({ ...maker, input: number }), codes };
		}
		const { bits, signed, unit } = codes;
		const step: Step = { kind: "quantize", input: source.number, bits, signed, unit, shape: source.shape };
		return { ...source, number: this.emitOnce(step), codes };
	}

	#codesOf(number: number): Codes | undefined {
		if (number === 0) return this.#input;
		const step = this.steps[number - 1];
		if (step.kind === "quantize") return step;
		return step.kind === "maximum" ? this.#codesOf(step.input) : undefined;
	}

	/** The number of a step that is there already, or of a new one. */
	emitOnce(step: Step): number {
		const wanted = JSON.stringify(step);
		const at = this.steps.findIndex(({ kind }, n) => kind === step.kind && JSON.stringify(this.steps[n]) === wanted);
		return at >= 0 ? at + 1 : this.emit(step);
	}

	/** The value in the shape that the graph gives it, for what moves over it. */
	inShape(source: LoweredValue): LoweredValue {
		const { height, width, channels } = this.shapeOf(source.number);
		const { shape, codes } = source;
		if (height === shape.height && width === shape.width && channels === shape.channels) return source;
		// the same codes again, or the same numbers without limits: only the shape is another
		const { number: input } = source;
		const step: Step = codes
			? { kind: "quantize", input, bits: codes.bits, signed: codes.signed, unit: codes.unit, shape }
			: { kind: "clip", input, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, shape };
		return { ...source, number: this.emitOnce(step) };
	}
}
