import { glyph } from "../../host-sim/scene/font";

const ALPHABET = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const GLYPHS = ALPHABET.map(glyph);

/** The letter whose glyph is nearest to a picture of 25 pixels, 0 paper to 255 ink: the plainest decision there is. */
export function nearestLetter(pictures: Uint8Array, picture: number): string {
	let best = Infinity;
	let letter = "";
	for (let j = 0; j < ALPHABET.length; j++) {
		let distance = 0;
		for (let i = 0; i < 25; i++) distance += (pictures[25 * picture + i] - 255 * GLYPHS[j][i]) ** 2;
		if (distance < best) {
			best = distance;
			letter = ALPHABET[j];
		}
	}
	return letter;
}

/** Sixteen pictures, read letter by letter. */
export function nearestText(pictures: Uint8Array): string {
	let text = "";
	for (let picture = 0; picture < 16; picture++) text += nearestLetter(pictures, picture);
	return text;
}
