import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import type { MatrixModel, NetworkModelFields } from "../../../firmware/model/network";

/** The part of a network that lies on one die. */
export interface DiePart {
	/** Which die of the wafer. */
	die: number;
	/** Numbers of its matrices in the network. */
	matrices: number[];
	/** The network with these matrices alone, on this die's arrays. */
	model: NetworkModelFields;
}

/** All on the die of the profile, where the model says. */
export function onOneDie(model: NetworkModelFields, { die }: NeurramProfile): DiePart[] {
	return [{ die, matrices: model.matrices.map((_, n) => n), model }];
}

/**
 * Each matrix's segments one below the other in core columns of their own, on as many dies as that takes: as the authors laid out
 * the network that they fine-tuned, to multiply with a whole column at once (neurram.md section 4). One copy of each.
 */
export function inCoreColumns(model: NetworkModelFields, profile: NeurramProfile): DiePart[] {
	const { coreRows, coreColumns } = profile;
	const parts: DiePart[] = [];
	let column = coreColumns;
	model.matrices.forEach((matrix, n) => {
		const needed = Math.ceil(matrix.copies[0].length / coreRows);
		if (column + needed > coreColumns) {
			parts.push({ die: profile.die + parts.length, matrices: [], model: { ...model, matrices: [] } });
			column = 0;
		}
		const part = parts[parts.length - 1];
		part.matrices.push(n);
		part.model.matrices.push(moved(matrix, at => (at % coreRows) * coreColumns + column + Math.floor(at / coreRows)));
		column += needed;
	});
	return parts;
}

function moved(matrix: MatrixModel, array: (at: number) => number): MatrixModel {
	return { ...matrix, copies: [matrix.copies[0].map((segment, at) => ({ ...segment, array: array(at) }))] };
}
