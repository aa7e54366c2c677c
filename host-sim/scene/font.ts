// An own 5x5-pixel font for A-Z, drawn so that any two letters differ in at least 5 pixels (tests/host-sim/scene/font.test.ts).
const GLYPHS: Record<string, string> = {
	A: "..#.. .#.#. #...# ##### #...#",
	B: "####. #...# ####. #...# ####.",
	C: ".#### ##... #.... ##... .####",
	D: "###.. #..#. #...# #..#. ###..",
	E: "##### #.... ###.. #.... #####",
	F: "##### #.... ####. #.... #....",
	G: ".#### #.... #.### #...# .####",
	H: "#...# #...# ##### #...# #...#",
	I: ".###. ..#.. ..#.. ..#.. .###.",
	J: "..### ...#. ...#. #..#. .##..",
	K: "#...# #..#. ###.. #..#. #...#",
	L: "#.... #.... #.... #.... #####",
	M: "##.## #.#.# #.#.# #...# #...#",
	N: "##..# ##..# #.#.# #..## #..##",
	O: ".###. #...# #...# #...# .###.",
	P: "####. #...# #...# ####. #....",
	Q: ".###. #...# #.#.# #..#. .##.#",
	R: "####. #...# ####. #.##. #..##",
	S: ".#### #.... .###. ....# ####.",
	T: "##### #.#.# ..#.. ..#.. ..#..",
	U: "#...# #...# #...# #...# .###.",
	V: "#...# #...# .#.#. .#.#. ..#..",
	W: "#.#.# #.#.# #.#.# #.#.# .#.#.",
	X: "#...# .#.#. ..#.. .#.#. #...#",
	Y: "#...# .#.#. ..#.. ..#.. ..#..",
	Z: "##### ...#. ..#.. .#... #####",
};

export const GLYPH_SIZE = 5;

/** Ink of a letter, 25 values 0 or 1, row by row from the top. Throws RangeError for anything but A-Z. */
export function glyph(letter: string): Uint8Array {
	const rows = GLYPHS[letter];
	if (!rows) throw new RangeError(`no glyph for ${JSON.stringify(letter)}: the font has A to Z`);
	return Uint8Array.from([...rows.replaceAll(" ", "")], pixel => (pixel === "#" ? 1 : 0));
}
