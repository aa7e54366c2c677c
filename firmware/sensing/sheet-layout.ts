// The printed sheet in modules (1 module = one pixel of a glyph): what the printer prints and the sensing looks for.
//
//   paper edge | 2 paper | 1 frame line | 2 paper | 4 letters of 5, 2 apart | 2 paper | 1 frame line | 2 paper

/** Letters in a row and in a column. */
export const LETTERS_ACROSS = 4;
/** Side of a glyph in modules. */
export const GLYPH_SIDE = 5;
/** Paper between two letters, and between letters and frame line, in modules: white level is read there. */
export const GAP = 2;
/** Thickness of the dark frame line in modules. */
export const FRAME_LINE = 1;
/** Paper outside the frame line in modules: keeps the line apart from whatever the sheet lies on. */
export const PAPER_MARGIN = 2;

/** From one letter to the next, in modules. */
export const LETTER_PITCH = GLYPH_SIDE + GAP;
/** Side of the paper in modules. */
export const SHEET_SIDE = 2 * (PAPER_MARGIN + FRAME_LINE) + LETTERS_ACROSS * LETTER_PITCH + GAP;
/** Side of the square that the middle of the frame line runs along, in modules. */
export const FRAME_SIDE = SHEET_SIDE - 2 * PAPER_MARGIN - FRAME_LINE;
/** From the middle of the frame line to the first letter, in modules. */
export const FIRST_LETTER = FRAME_LINE / 2 + GAP;
/** From the middle of the frame line to the middle of the first strip of paper, in modules; the next follow at LETTER_PITCH. */
export const FIRST_GAP = FRAME_LINE / 2 + GAP / 2;
/** Strips of paper across the inside of the frame. */
export const GAPS_ACROSS = LETTERS_ACROSS + 1;
