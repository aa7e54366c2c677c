// AssemblyScript, twin of PlainIntegerMatrix. Two int16 rows times two int16 inputs in each 32-bit lane, sixteen columns
// (a block) at a time. Packed entries: block by block, then pair of rows by pair of rows, then column, then row of the pair.

/** Bytes of one pair of rows in a block, and of a block's sums for one vector. */
const BLOCK: usize = 64;

/** entries (rows x columns int16, row-major) into blocks; places beyond the last row or column are left as they are, zero. */
export function packIntegers(entries: usize, rows: i32, columns: i32, packed: usize): void {
	const pairs = (rows + 1) >> 1;
	for (let row = 0; row < rows; row++)
		for (let column = 0; column < columns; column++) {
			const line = (column >> 4) * pairs + (row >> 1);
			const to = packed + <usize>line * BLOCK + (((column & 15) << 2) | ((row & 1) << 1));
			store<i16>(to, load<i16>(entries + ((<usize>(row * columns + column)) << 1)));
		}
}

/**
 * @param inputs vectors x 2 * pairs int16. @param sums vectors x 16 * blocks int32.
 */
export function multiplyIntegers(
	packed: usize,
	pairs: i32,
	blocks: i32,
	inputs: usize,
	vectors: i32,
	sums: usize,
): void {
	const inputStride = (<usize>pairs) << 2;
	const sumStride = <usize>blocks * BLOCK;
	const blockBytes = <usize>pairs * BLOCK;
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
		if (vector < vectors) oneVector(from, from + blockBytes, input, to);
	}
}

function oneVector(from: usize, end: usize, input: usize, to: usize): void {
	let s0 = i32x4.splat(0);
	let s1 = i32x4.splat(0);
	let s2 = i32x4.splat(0);
	let s3 = i32x4.splat(0);
	while (from < end) {
		const x = v128.load32_splat(input);
		s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load(from), x));
		s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load(from, 16), x));
		s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load(from, 32), x));
		s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load(from, 48), x));
		input += 4;
		from += BLOCK;
	}
	v128.store(to, s0);
	v128.store(to, s1, 16);
	v128.store(to, s2, 32);
	v128.store(to, s3, 48);
}

function twoVectors(from: usize, end: usize, input: usize, inputStride: usize, to: usize, sumStride: usize): void {
	let s0 = i32x4.splat(0);
	let s1 = i32x4.splat(0);
	let s2 = i32x4.splat(0);
	let s3 = i32x4.splat(0);
	let t0 = i32x4.splat(0);
	let t1 = i32x4.splat(0);
	let t2 = i32x4.splat(0);
	let t3 = i32x4.splat(0);
	let second = input + inputStride;
	while (from < end) {
		const x = v128.load32_splat(input);
		const y = v128.load32_splat(second);
		const g0 = v128.load(from);
		const g1 = v128.load(from, 16);
		const g2 = v128.load(from, 32);
		const g3 = v128.load(from, 48);
		s0 = i32x4.add(s0, i32x4.dot_i16x8_s(g0, x));
		t0 = i32x4.add(t0, i32x4.dot_i16x8_s(g0, y));
		s1 = i32x4.add(s1, i32x4.dot_i16x8_s(g1, x));
		t1 = i32x4.add(t1, i32x4.dot_i16x8_s(g1, y));
		s2 = i32x4.add(s2, i32x4.dot_i16x8_s(g2, x));
		t2 = i32x4.add(t2, i32x4.dot_i16x8_s(g2, y));
		s3 = i32x4.add(s3, i32x4.dot_i16x8_s(g3, x));
		t3 = i32x4.add(t3, i32x4.dot_i16x8_s(g3, y));
		input += 4;
		second += 4;
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
