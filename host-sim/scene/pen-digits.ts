import { cosTurns, sinTurns } from "../../firmware/math/elementary";
import { Random } from "../../firmware/math/random";

/** A point of a stroke: across and down, 0 to 1 in the box of the digit. */
type Point = readonly [number, number];

/** Ways in which people write each digit: strokes of points that the pen passes smoothly; a stroke's end is a corner. */
const STROKES: readonly (readonly (readonly Point[])[])[][] = [
	[
		[points("50 2 22 14 8 50 20 86 50 98 80 84 92 50 78 14 48 3")],
		[points("62 6 30 10 8 48 18 88 48 98 84 80 90 36 66 6 40 4")],
	],
	[[points("52 0 50 50 48 100")], [points("30 22 52 2"), points("52 2 51 50 50 100")]],
	[
		[points("12 26 28 6 56 0 84 14 82 38 56 66 30 86 8 98"), points("8 98 36 92 66 96 94 98")],
		[points("10 20 36 2 70 4 84 26 66 58 36 84 16 96 20 84 44 86 92 98")],
	],
	[
		[points("14 12 40 0 74 6 80 28 62 44 38 48"), points("38 48 70 52 88 72 72 94 40 100 12 90")],
		[points("12 6 46 2 84 4"), points("84 4 60 26 42 44"), points("42 44 74 48 88 72 66 96 30 100 10 88")],
	],
	[
		[points("36 2 22 30 8 58"), points("8 58 50 56 94 54"), points("72 8 68 52 64 100")],
		[points("14 4 10 28 16 48"), points("16 48 44 54 82 44"), points("84 0 80 50 74 100")],
	],
	[
		[points("84 4 54 4 26 6"), points("26 6 22 26 18 46"), points("18 46 46 38 76 48 86 70 70 92 40 100 12 90")],
		[points("88 2 30 6"), points("30 6 20 44"), points("20 44 60 42 84 62 76 88 46 100 10 94")],
	],
	[
		[points("72 2 42 20 20 50 14 76 32 96 60 98 82 80 74 60 50 54 28 64 17 80")],
		[points("54 0 30 30 14 66 22 92 50 100 78 86 76 66 52 58 26 70")],
	],
	[
		[points("8 8 50 4 92 4"), points("92 4 66 40 50 70 42 100")],
		[points("8 20 12 6 50 4 90 6"), points("90 6 72 44 60 72 54 100")],
		[points("8 8 50 4 92 4"), points("92 4 66 40 50 70 42 100"), points("34 52 76 48")],
	],
	[
		[points("74 14 50 2 26 12 28 32 50 47 74 64 78 86 50 99 22 86 27 64 50 47 72 32 76 14")],
		[points("50 46 26 34 26 12 52 2 76 14 72 34 50 46"), points("50 46 22 62 20 86 50 99 80 86 78 62 50 46")],
	],
	[
		[points("80 22 60 3 30 8 18 30 36 48 62 44 80 22"), points("80 22 78 52 70 76 60 100")],
		[points("76 14 46 2 18 18 22 42 52 46 76 22"), points("78 10 76 50 76 100")],
	],
];

/** Width over height of each digit's box (assumed, as most hands have it). */
const ASPECT = [0.72, 0.34, 0.74, 0.66, 0.74, 0.7, 0.62, 0.72, 0.62, 0.62];
/** Points of the smooth line between two given ones. */
const STEPS = 8;

/**
 * A digit as a pen draws it, different for each seed: its shape, slant, proportions, size and the pen's breadth.
 * @param side of the picture in its own pixels
 * @returns 1 where there is ink, side x side, row by row
 */
export function drawDigit(digit: number, seed: number, side: number): Uint8Array {
	const random = new Random(seed, digit);
	const ways = STROKES[digit];
	const way = ways[random.below(ways.length)];
	const slant = 0.08 + 0.16 * random.gaussian();
	const turn = 0.012 * random.gaussian();
	const aspect = ASPECT[digit] * (1 + 0.12 * random.gaussian());
	const tall = 0.7 + 0.2 * random.uniform();
	// of the digit's height: two to three pixels of the twenty that MNIST gives a digit
	const breadth = 0.08 + 0.045 * random.uniform();
	const cosine = cosTurns(turn);
	const sine = sinTurns(turn);
	const lines: Point[][] = [];
	for (const stroke of way) {
		const bent = stroke.map(([x, y]): Point => [x + 0.025 * random.gaussian(), y + 0.02 * random.gaussian()]);
		lines.push(
			smooth(bent).map(([x, y]): Point => {
				const across = (x - 0.5) * aspect - (y - 0.5) * slant;
				const down = y - 0.5;
				return [cosine * across - sine * down, sine * across + cosine * down];
			}),
		);
	}
	return ink(fitted(lines, tall, breadth), breadth * tall * side, side);
}

/** The lines in a box of this height in the middle, in parts of the picture's side; a wide one is made smaller to stay in it. */
function fitted(lines: readonly Point[][], tall: number, breadth: number): Point[][] {
	let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
	for (const line of lines)
		for (const [x, y] of line) {
			left = Math.min(left, x);
			right = Math.max(right, x);
			top = Math.min(top, y);
			bottom = Math.max(bottom, y);
		}
	const room = tall * (1 - breadth);
	const scale = room / Math.max(bottom - top, right - left);
	return lines.map(line =>
		line.map(([x, y]): Point => [0.5 + (x - (left + right) / 2) * scale, 0.5 + (y - (top + bottom) / 2) * scale]),
	);
}

/** Everything within half the pen's breadth of a line. */
function ink(lines: readonly Point[][], breadth: number, side: number): Uint8Array {
	const picture = new Uint8Array(side * side);
	const reach = breadth / 2;
	for (const line of lines)
		for (let n = 0; n + 1 < line.length; n++) {
			const [ax, ay] = [line[n][0] * side, line[n][1] * side];
			const [bx, by] = [line[n + 1][0] * side, line[n + 1][1] * side];
			const dx = bx - ax;
			const dy = by - ay;
			const square = dx * dx + dy * dy;
			const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
			const bottom = Math.min(side - 1, Math.ceil(Math.max(ay, by) + reach));
			const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
			const right = Math.min(side - 1, Math.ceil(Math.max(ax, bx) + reach));
			for (let y = top; y <= bottom; y++)
				for (let x = left; x <= right; x++) {
					const px = x + 0.5 - ax;
					const py = y + 0.5 - ay;
					const along = square > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / square)) : 0;
					const awayX = px - along * dx;
					const awayY = py - along * dy;
					if (awayX * awayX + awayY * awayY <= reach * reach) picture[y * side + x] = 1;
				}
		}
	return picture;
}

/** A smooth line through points (Catmull and Rom). */
function smooth(given: readonly Point[]): Point[] {
	const line: Point[] = [];
	for (let n = 0; n + 1 < given.length; n++) {
		const before = given[Math.max(0, n - 1)];
		const from = given[n];
		const to = given[n + 1];
		const after = given[Math.min(given.length - 1, n + 2)];
		for (let step = 0; step < STEPS; step++) {
			const t = step / STEPS;
			line.push([bend(before[0], from[0], to[0], after[0], t), bend(before[1], from[1], to[1], after[1], t)]);
		}
	}
	line.push(given[given.length - 1]);
	return line;
}

function bend(a: number, b: number, c: number, d: number, t: number): number {
	return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}

/** Numbers in hundredths, across and down in turn. */
function points(text: string): Point[] {
	const numbers = text.split(" ").map(Number);
	return Array.from({ length: numbers.length / 2 }, (_, n): Point => [numbers[2 * n] / 100, numbers[2 * n + 1] / 100]);
}
