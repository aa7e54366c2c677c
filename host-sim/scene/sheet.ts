import { CimError } from "../../firmware/errors";
import {
	FRAME_LINE,
	GAP,
	GLYPH_SIDE,
	LETTER_PITCH,
	LETTERS_ACROSS,
	PAPER_MARGIN,
	SHEET_SIDE,
} from "../../firmware/sensing/sheet-layout";
import { glyph } from "./font";

/** The string of the paper's demonstration (fmc.md section 1). */
export const DEFAULT_TEXT = "NAINVINAJNGINUHC";

/** A text that cannot be printed on the sheet. */
export class SheetError extends CimError {}

/** Ink of the printed sheet, SHEET_SIDE x SHEET_SIDE modules row by row, 1 = ink. Throws SheetError "sheet-text". */
export function printSheet(text: string): Uint8Array {
	const letters = LETTERS_ACROSS * LETTERS_ACROSS;
	if (!/^[A-Z]*$/.test(text) || text.length !== letters)
		throw new SheetError(
			"sheet-text",
			`the sheet takes ${letters} letters A to Z, row by row, for example ${DEFAULT_TEXT}; got ${JSON.stringify(text)} (${text.length} characters)`,
		);
	const ink = new Uint8Array(SHEET_SIDE * SHEET_SIDE);
	printFrame(ink);
	const first = PAPER_MARGIN + FRAME_LINE + GAP;
	for (let i = 0; i < letters; i++) {
		const left = first + (i % LETTERS_ACROSS) * LETTER_PITCH;
		const top = first + Math.floor(i / LETTERS_ACROSS) * LETTER_PITCH;
		const pixels = glyph(text[i]);
		for (let y = 0; y < GLYPH_SIDE; y++)
			for (let x = 0; x < GLYPH_SIDE; x++) ink[(top + y) * SHEET_SIDE + left + x] = pixels[y * GLYPH_SIDE + x];
	}
	return ink;
}

/** The frame line alone. */
export function printFrame(ink: Uint8Array): void {
	const last = SHEET_SIDE - 1 - PAPER_MARGIN;
	for (let i = PAPER_MARGIN; i <= last; i++)
		for (let line = 0; line < FRAME_LINE; line++) {
			ink[(PAPER_MARGIN + line) * SHEET_SIDE + i] = 1;
			ink[(last - line) * SHEET_SIDE + i] = 1;
			ink[i * SHEET_SIDE + PAPER_MARGIN + line] = 1;
			ink[i * SHEET_SIDE + last - line] = 1;
		}
}
