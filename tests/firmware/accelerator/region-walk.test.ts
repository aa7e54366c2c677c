import { test } from "uvu";
import * as assert from "uvu/assert";
import { RegionWalk } from "../../../firmware/accelerator/region-walk";

test("the pieces cover every cell once and none is larger than allowed", () => {
	const walk = new RegionWalk();
	for (const [rows, columns, cells] of [
		[25, 16, 400],
		[25, 16, 399],
		[25, 18, 100],
		[3, 7, 5],
		[1, 1, 1],
		[4, 4, 1],
		[256, 256, 500],
	]) {
		const seen = new Uint8Array(rows * columns);
		walk.start(rows, columns, cells);
		let pieces = 0;
		while (walk.next()) {
			pieces++;
			assert.ok(walk.rows * walk.columns <= cells);
			for (let i = walk.row; i < walk.row + walk.rows; i++)
				for (let j = walk.column; j < walk.column + walk.columns; j++) seen[i * columns + j]++;
		}
		assert.ok(
			seen.every(count => count === 1),
			`${rows} x ${columns} by ${cells}`,
		);
		if (cells >= rows * columns) assert.is(pieces, 1);
	}
});

test.run();
