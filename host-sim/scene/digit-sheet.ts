import { DRAWING_INSET, DRAWING_SIDE } from "../../firmware/sensing/drawing-layout";
import { FRAME_LINE, PAPER_MARGIN, SHEET_SIDE } from "../../firmware/sensing/sheet-layout";
import { drawDigit } from "./pen-digits";
import { printFrame, SheetError } from "./sheet";

/** Points of ink to a module, across and down: a pen is not bound to modules. */
export const FINENESS = 8;

/**
 * The ink of a sheet with the frame of the letters' sheet and one digit drawn by hand, SHEET_SIDE x FINENESS points across and
 * down. Throws SheetError "sheet-text".
 */
export function drawSheet(text: string, seed: number): Uint8Array {
	if (!/^[0-9]$/.test(text))
		throw new SheetError("sheet-text", `the sheet takes one digit 0 to 9; got ${JSON.stringify(text)}`);
	const side = SHEET_SIDE * FINENESS;
	const modules = new Uint8Array(SHEET_SIDE * SHEET_SIDE);
	printFrame(modules);
	const sheet = new Uint8Array(side * side);
	for (let y = 0; y < side; y++)
		for (let x = 0; x < side; x++)
			sheet[y * side + x] = modules[Math.floor(y / FINENESS) * SHEET_SIDE + Math.floor(x / FINENESS)];
	const first = Math.floor((PAPER_MARGIN + FRAME_LINE / 2 + DRAWING_INSET) * FINENESS);
	const drawingSide = DRAWING_SIDE * FINENESS;
	const drawing = drawDigit(Number(text), seed, drawingSide);
	for (let y = 0; y < drawingSide; y++)
		for (let x = 0; x < drawingSide; x++) sheet[(first + y) * side + first + x] = drawing[y * drawingSide + x];
	return sheet;
}
