import type { MatrixModel, NetworkModelFields, SegmentModel } from "../../../firmware/model/network";
import type { Layer, Lowered } from "./lower";
import type { CodedMatrix } from "./matrix-codes";
import type { Die, Placed } from "./place";
import { plainName } from "./plain-name";
import { segmentOf } from "./segment-codes";

/** The matrices of a model, their segments on their cores; operating points and representative inputs are still to come. */
export function assembleMatrices(
	layers: readonly Pick<Layer, "name" | "columns" | "codes">[],
	coded: readonly CodedMatrix[],
	placed: readonly Placed[],
	die: Die,
	codeBits: number,
	together: number,
): MatrixModel[] {
	return layers.map(({ name, columns, codes }, matrix): MatrixModel => {
		const { pieces, biasRows, biasColumns, weightUnit, paired } = coded[matrix];
		const own = placed.filter(({ piece }) => piece.matrix === matrix);
		const copies: SegmentModel[][] = [];
		for (const place of [...own].sort(byPlace)) {
			copies[place.piece.copy] ??= [];
			copies[place.piece.copy].push(segmentOf(place, coded[matrix], die));
		}
		return {
			name: plainName(name),
			pieces: [...pieces],
			biasRows,
			columns,
			biasColumns,
			inputBits: codes.bits,
			inputSigned: codes.signed,
			backwardBits: 0,
			backwardSigned: false,
			// a pair of columns counts every product twice
			weightUnit: paired ? weightUnit / 2 : weightUnit,
			codeBits,
			copies,
			together,
			representative: codes.signed ? new Int8Array(0) : new Uint8Array(0),
			backwardRepresentative: new Uint8Array(0),
		};
	});
}

/** In the order of the matrix: copies, rows, columns. */
function byPlace({ piece: one }: Placed, { piece: other }: Placed): number {
	return one.copy - other.copy || one.row - other.row || one.column - other.column;
}

/** Gives each step the part of its bias that the bias rows cannot hold. */
export function withOffsets(steps: Lowered["steps"], coded: readonly CodedMatrix[]): NetworkModelFields["steps"] {
	return steps.map(step => {
		if (step.kind === "multiply") return { ...step, offset: coded[step.matrix].offset };
		if (step.kind === "lstm")
			return { ...step, inputOffset: coded[step.inputMatrix].offset, hiddenOffset: coded[step.hiddenMatrix].offset };
		return step;
	});
}
