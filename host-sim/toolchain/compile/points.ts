import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import type { MatrixModel } from "../../../firmware/model/network";
import type { Codes } from "./codes";
import { type CellRange, choosePoint, pointValues } from "./segment-point";

export interface Points {
	points: Int32Array[];
	/** Part of the converter's range that representative sums take, by matrix: the largest of its segments. */
	uses: number[];
}

/**
 * Chooses every segment's operating points and writes their numbers into the segments; equal ones are shared.
 * @param forward vectors of each matrix, bias included, @param backward those of the other direction, where there is one
 */
export function choosePoints(
	matrices: readonly MatrixModel[],
	forward: readonly (readonly ArrayLike<number>[])[],
	profile: NeurramProfile,
	cell: CellRange,
	backward: readonly (readonly ArrayLike<number>[])[] = [],
): Points {
	const points: Int32Array[] = [];
	const numbers = new Map<string, number>();
	const number = (values: Int32Array): number => {
		const key = values.join();
		const known = numbers.get(key);
		if (known !== undefined) return known;
		numbers.set(key, points.length);
		return points.push(values) - 1;
	};
	const uses = matrices.map((matrix, n) => {
		const codes: Codes = { bits: matrix.inputBits, signed: matrix.inputSigned, unit: 1 };
		const other: Codes = { bits: matrix.backwardBits, signed: matrix.backwardSigned, unit: 1 };
		const [first] = matrix.copies;
		return Math.max(
			...first.map((segment, at) => {
				const chosen = choosePoint(segment, codes, matrix.codeBits, forward[n], false, profile, cell);
				const point = number(pointValues(chosen.point));
				const backwardPoint =
					matrix.backwardBits > 0
						? number(pointValues(choosePoint(segment, other, matrix.codeBits, backward[n], true, profile, cell).point))
						: point;
				for (const copy of matrix.copies) {
					copy[at].point = point;
					copy[at].backwardPoint = backwardPoint;
				}
				return chosen.use;
			}),
		);
	});
	return { points, uses };
}
