// AssemblyScript, twin of PlainRealMatrix: each column's sum takes the rows in their order, eight columns (a block) side by
// side. Packed entries: block by block, then row by row, then column.

const BLOCK: usize = 64;

/** entries (rows x columns, row-major) into blocks; places beyond the last column are left as they are, zero. */
export function packReals(entries: usize, rows: i32, columns: i32, packed: usize): void {
	for (let row = 0; row < rows; row++)
		for (let column = 0; column < columns; column++) {
			const line = (column >> 3) * rows + row;
			const to = packed + <usize>line * BLOCK + ((column & 7) << 3);
			store<f64>(to, load<f64>(entries + ((<usize>(row * columns + column)) << 3)));
		}
}

/** @param inputs vectors x rows. @param sums vectors x 8 * blocks. */
export function multiplyReals(packed: usize, rows: i32, blocks: i32, inputs: usize, vectors: i32, sums: usize): void {
	const inputStride = (<usize>rows) << 3;
	const sumStride = <usize>blocks * BLOCK;
	const blockBytes = <usize>rows * BLOCK;
	for (let block = 0; block < blocks; block++) {
		const from = packed + <usize>block * blockBytes;
		let input = inputs;
		let to = sums + <usize>block * BLOCK;
		let vector = 0;
		for (; vector + 1 < vectors; vector += 2) {
			twoVectors(from, from + blockBytes, input, inputStride, to, sumStride);
			input += inputStride << 1;
			to += sumStride << 1;
		}
		if (vector === vectors) continue;
		if (block + 1 < blocks) {
			// Two blocks side by side: one alone would wait for its own additions.
			oneVectorTwoBlocks(from, from + blockBytes, blockBytes, input, to);
			block++;
			if (vectors > 1) {
				input = inputs;
				to = sums + <usize>block * BLOCK;
				for (vector = 0; vector + 1 < vectors; vector += 2) {
					twoVectors(from + blockBytes, from + 2 * blockBytes, input, inputStride, to, sumStride);
					input += inputStride << 1;
					to += sumStride << 1;
				}
			}
		} else oneVector(from, from + blockBytes, input, to);
	}
}

function oneVector(from: usize, end: usize, input: usize, to: usize): void {
	let s0 = f64x2.splat(0);
	let s1 = f64x2.splat(0);
	let s2 = f64x2.splat(0);
	let s3 = f64x2.splat(0);
	while (from < end) {
		const x = v128.load64_splat(input);
		s0 = f64x2.add(s0, f64x2.mul(v128.load(from), x));
		s1 = f64x2.add(s1, f64x2.mul(v128.load(from, 16), x));
		s2 = f64x2.add(s2, f64x2.mul(v128.load(from, 32), x));
		s3 = f64x2.add(s3, f64x2.mul(v128.load(from, 48), x));
		input += 8;
		from += BLOCK;
	}
	v128.store(to, s0);
	v128.store(to, s1, 16);
	v128.store(to, s2, 32);
	v128.store(to, s3, 48);
}

function oneVectorTwoBlocks(from: usize, end: usize, blockBytes: usize, input: usize, to: usize): void {
	let s0 = f64x2.splat(0);
	let s1 = f64x2.splat(0);
	let s2 = f64x2.splat(0);
	let s3 = f64x2.splat(0);
	let t0 = f64x2.splat(0);
	let t1 = f64x2.splat(0);
	let t2 = f64x2.splat(0);
	let t3 = f64x2.splat(0);
	let second = from + blockBytes;
	while (from < end) {
		const x = v128.load64_splat(input);
		s0 = f64x2.add(s0, f64x2.mul(v128.load(from), x));
		s1 = f64x2.add(s1, f64x2.mul(v128.load(from, 16), x));
		s2 = f64x2.add(s2, f64x2.mul(v128.load(from, 32), x));
		s3 = f64x2.add(s3, f64x2.mul(v128.load(from, 48), x));
		t0 = f64x2.add(t0, f64x2.mul(v128.load(second), x));
		t1 = f64x2.add(t1, f64x2.mul(v128.load(second, 16), x));
		t2 = f64x2.add(t2, f64x2.mul(v128.load(second, 32), x));
		t3 = f64x2.add(t3, f64x2.mul(v128.load(second, 48), x));
		input += 8;
		from += BLOCK;
		second += BLOCK;
	}
	v128.store(to, s0);
	v128.store(to, s1, 16);
	v128.store(to, s2, 32);
	v128.store(to, s3, 48);
	v128.store(to, t0, 64);
	v128.store(to, t1, 80);
	v128.store(to, t2, 96);
	v128.store(to, t3, 112);
}

function twoVectors(from: usize, end: usize, input: usize, inputStride: usize, to: usize, sumStride: usize): void {
	let s0 = f64x2.splat(0);
	let s1 = f64x2.splat(0);
	let s2 = f64x2.splat(0);
	let s3 = f64x2.splat(0);
	let t0 = f64x2.splat(0);
	let t1 = f64x2.splat(0);
	let t2 = f64x2.splat(0);
	let t3 = f64x2.splat(0);
	let second = input + inputStride;
	while (from < end) {
		const x = v128.load64_splat(input);
		const y = v128.load64_splat(second);
		const g0 = v128.load(from);
		const g1 = v128.load(from, 16);
		const g2 = v128.load(from, 32);
		const g3 = v128.load(from, 48);
		s0 = f64x2.add(s0, f64x2.mul(g0, x));
		t0 = f64x2.add(t0, f64x2.mul(g0, y));
		s1 = f64x2.add(s1, f64x2.mul(g1, x));
		t1 = f64x2.add(t1, f64x2.mul(g1, y));
		s2 = f64x2.add(s2, f64x2.mul(g2, x));
		t2 = f64x2.add(t2, f64x2.mul(g2, y));
		s3 = f64x2.add(s3, f64x2.mul(g3, x));
		t3 = f64x2.add(t3, f64x2.mul(g3, y));
		input += 8;
		second += 8;
		from += BLOCK;
	}
	v128.store(to, s0);
	v128.store(to, s1, 16);
	v128.store(to, s2, 32);
	v128.store(to, s3, 48);
	to += sumStride;
	v128.store(to, t0);
	v128.store(to, t1, 16);
	v128.store(to, t2, 32);
	v128.store(to, t3, 48);
}
