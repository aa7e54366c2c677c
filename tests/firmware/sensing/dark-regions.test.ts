import { test } from "uvu";
import * as assert from "uvu/assert";
import { DarkRegions } from "../../../firmware/sensing/dark-regions";
import { LocalThreshold } from "../../../firmware/sensing/local-threshold";

const WIDTH = 64;
const HEIGHT = 96;
const PAPER = 200;
const INK = 20;

/** Draws an outline three pixels thick. */
function outline(gray: Uint8Array, left: number, top: number, right: number, bottom: number): void {
	for (let y = top; y <= bottom; y++)
		for (let x = left; x <= right; x++)
			if (x < left + 3 || x > right - 3 || y < top + 3 || y > bottom - 3) gray[y * WIDTH + x] = INK;
}

function find(gray: Uint8Array): number[][] {
	const regions = new DarkRegions(WIDTH, 20);
	regions.find(gray, new LocalThreshold(WIDTH, HEIGHT));
	return Array.from({ length: regions.count }, (_, i) => Array.from(regions.corners.slice(8 * i, 8 * i + 8)));
}

test("an outline's corners are found, largest region first", () => {
	const gray = new Uint8Array(WIDTH * HEIGHT).fill(PAPER);
	outline(gray, 10, 10, 40, 35);
	outline(gray, 12, 42, 53, 83);
	assert.equal(find(gray), [
		[12, 42, 53, 42, 53, 83, 12, 83],
		[10, 10, 40, 10, 40, 35, 10, 35],
	]);
});

test("regions that are finished long before the last of many spots are still there", () => {
	const gray = new Uint8Array(WIDTH * HEIGHT).fill(PAPER);
	outline(gray, 8, 3, 38, 33);
	// five times as many spots as there are labels for open regions
	for (let y = 40; y < HEIGHT - 1; y += 3) for (let x = 0; x < WIDTH - 1; x += 4) gray[y * WIDTH + x] = INK;
	assert.equal(find(gray), [[8, 3, 38, 3, 38, 33, 8, 33]]);
});

test("spots in every row, everywhere, are small regions one by one", () => {
	const gray = new Uint8Array(WIDTH * HEIGHT).fill(PAPER);
	for (let y = 0; y < HEIGHT; y += 3) for (let x = 0; x < WIDTH; x += 3) gray[y * WIDTH + x] = INK;
	assert.equal(find(gray), []);
});

test.run();
