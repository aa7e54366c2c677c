import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../firmware/math/random";
import { compileNetwork } from "../../../../host-sim/toolchain/compile/compile";
import { mapSvg } from "../../../../host-sim/toolchain/compile/map-svg";
import { mapText } from "../../../../host-sim/toolchain/compile/map-text";
import { type Die, type Placed, place, placeCopy } from "../../../../host-sim/toolchain/compile/place";
import type { Piece } from "../../../../host-sim/toolchain/compile/split";
import { residualGraph, sampleInputs } from "../../../support/sample-graphs";

const die = (cores: number, rows = 240, columns = 256): Die => ({
	usableRows: Array.from({ length: cores }, () => Uint8Array.from({ length: rows }, (_, n) => n + (256 - rows))),
	columns,
	coreColumns: 6,
});

const piece = (matrix: number, rowLines: number, columnLines: number, row = 0): Piece => ({
	...{ matrix, copy: 0, row, column: 0, rows: rowLines / 2, columns: columnLines, rowLines, columnLines },
});

const cores = (placed: readonly Placed[]): number => new Set(placed.map(({ core }) => core)).size;

function overlap(one: Placed, other: Placed): boolean {
	return (
		one.core === other.core &&
		one.firstRow < other.firstRow + other.piece.rowLines &&
		other.firstRow < one.firstRow + one.piece.rowLines &&
		one.firstColumn < other.firstColumn + other.piece.columnLines &&
		other.firstColumn < one.firstColumn + one.piece.columnLines
	);
}

test("whatever is placed lies within its core and on nothing else, and all of it is placed or named", () => {
	const random = new Random(31);
	for (let n = 0; n < 60; n++) {
		const floor = die(1 + random.below(12), 180 + random.below(76));
		const pieces = Array.from({ length: 1 + random.below(40) }, (_, matrix) =>
			piece(matrix >> 1, 2 * (1 + random.below(120)), 1 + random.below(128), matrix),
		);
		for (const strategy of ["separate", "auto", "merge", "duplicate"] as const) {
			const { placed, left } = place(pieces, floor, strategy);
			assert.is(placed.length + left.length, pieces.length);
			placed.forEach((one, at) => {
				assert.ok(one.firstRow + one.piece.rowLines <= floor.usableRows[one.core].length);
				assert.ok(one.firstColumn + one.piece.columnLines <= floor.columns);
				assert.not.ok(placed.slice(0, at).some(other => overlap(one, other)));
				if (strategy === "separate") assert.not.ok(placed.slice(0, at).some(other => other.core === one.core));
			});
		}
	}
});

test("merging takes few cores: diagonally first, then on the same rows, then on the same columns", () => {
	const small = [piece(0, 100, 100), piece(1, 100, 100)];
	const diagonal = place(small, die(4), "merge").placed;
	assert.is(cores(diagonal), 1);
	assert.is(diagonal[1].neighbourhood, "diagonal");
	const horizontal = place([piece(0, 200, 100), piece(1, 180, 100)], die(4), "merge").placed;
	assert.is(cores(horizontal), 1);
	assert.is(horizontal[1].neighbourhood, "horizontal");
	const vertical = place([piece(0, 120, 200), piece(1, 100, 180)], die(4), "merge").placed;
	assert.is(cores(vertical), 1);
	assert.is(vertical[1].neighbourhood, "vertical");
	assert.is(cores(place(small, die(4), "auto").placed), 2);
	// pieces of one matrix are apart, in different columns of cores, as long as there are cores
	const parts = place(
		Array.from({ length: 6 }, (_, n) => piece(0, 200, 64, n)),
		die(48),
		"auto",
	).placed;
	assert.is(new Set(parts.map(({ core }) => core % 6)).size, 6);
});

test("copies fill what is left, never beside their own matrix, and all or nothing", () => {
	const floor = die(3);
	const placement = place([piece(0, 200, 100), piece(1, 200, 100)], floor, "auto");
	assert.ok(placeCopy(placement, [{ ...piece(0, 200, 100), copy: 1 }], floor));
	assert.is(placement.placed.length, 3);
	assert.is(cores(placement.placed), 3);
	const two = [
		{ ...piece(0, 200, 100), copy: 2 },
		{ ...piece(0, 200, 250, 1), copy: 2 },
	];
	assert.not.ok(placeCopy(placement, two, floor));
	assert.is(placement.placed.length, 3);
});

const inputs = sampleInputs(4, 128);
const options = { inputs, count: 4 };

test("a network that is too large is refused with the cells and cores that are missing", () => {
	assert.throws(
		() => compileNetwork(residualGraph(), { ...options, die: die(2), strategy: "separate" }),
		/find no room on 2 cores: 2 more cores are needed; --strategy auto puts several on a core/,
	);
	assert.throws(
		() => compileNetwork(residualGraph(), { ...options, die: die(1, 80, 8) }),
		/the network needs [\d]+ cells in 4 segments, and \d of them \(\d+ cells, the first of .+\) find no room on 1 cores: [1-3] more cores are needed; make the network smaller/,
	);
	assert.throws(
		() => compileNetwork(residualGraph(), { ...options, die: die(9, 20) }),
		/has a segment of \d+ x \d+ cells, and the best core has 20 usable rows and 256 columns: cut it shorter/,
	);
});

test("the busiest layers are duplicated, and every copy holds the whole matrix", () => {
	const { model, report } = compileNetwork(residualGraph(), { ...options, strategy: "duplicate" });
	const [first] = report.layers;
	assert.is(first.copies, 8);
	assert.ok(report.layers.every(({ copies, uses }) => copies <= uses));
	for (const { copies } of model.matrices)
		for (const copy of copies) {
			assert.is(copy.length, copies[0].length);
			copy.forEach((segment, n) => {
				assert.equal(segment.codes, copies[0][n].codes);
			});
		}
});

test("map and picture name every layer and say what is used", () => {
	const { report } = compileNetwork(residualGraph(), options);
	const text = mapText(report, 6);
	for (const { name } of report.layers) assert.ok(text.includes(name));
	assert.match(text, /4 segments, [\d,]+ cells on 4 of 48 cores: [\d.]+% of these cores, 0\.\d% of the chip/);
	const picture = mapSvg(report, 6, 256);
	assert.is(picture.match(/<title>/g)?.length, report.segments.length);
	assert.match(picture, /<title>second: core \d+, \d+ x 6 cells, rows \d+ to \d+, columns 0 to 5<\/title>/);
});

test.run();
