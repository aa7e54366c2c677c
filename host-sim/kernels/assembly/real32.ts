// AssemblyScript, twin of ../real32-plain.ts: products of float32 matrices. Every element of a product is summed over the inner
// index in its order, in runs of DEPTH whose sums are then added: the same bits as the twin, whatever the tile.

/** Rows and columns of a tile whose sums stay in registers: eight of four lanes. Larger tiles measured slower. */
const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
/** Inner indices of one run: a panel of B, eight columns of it, stays in the first cache (12 KiB). */
const DEPTH: i32 = 384;

/** Bytes of scratch that multiply32 needs for B. */
export function packedBytes32(inner: i32, columns: i32): i32 {
	return min(inner, DEPTH) * (((columns + COLUMNS - 1) >> 3) << 3) * 4;
}

/**
 * C = op(A) op(B), or C += op(A) op(B).
 * @param transposedA A is inner x rows instead of rows x inner. @param transposedB B is columns x inner.
 * @param packed place for packedBytes32(inner, columns) bytes.
 */
export function multiply32(
	a: usize,
	transposedA: bool,
	b: usize,
	transposedB: bool,
	c: usize,
	rows: i32,
	inner: i32,
	columns: i32,
	add: bool,
	packed: usize,
): void {
	if (inner === 0 && !add) memory.fill(c, 0, (<usize>(rows * columns)) << 2);
	for (let first = 0; first < inner; first += DEPTH) {
		const depth = min(DEPTH, inner - first);
		if (transposedB) packTransposed(b + ((<usize>first) << 2), inner, depth, columns, packed);
		else pack(b + ((<usize>first * columns) << 2), depth, columns, packed);
		const more = add || first > 0;
		if (transposedA) run(a + ((<usize>first * rows) << 2), true, rows, packed, c, rows, depth, columns, more);
		else run(a + ((<usize>first) << 2), false, inner, packed, c, rows, depth, columns, more);
	}
}

/** Panels of eight columns: panel by panel, then row by row; zeros beyond the last column. */
function pack(b: usize, depth: i32, columns: i32, packed: usize): void {
	const stride = (<usize>columns) << 2;
	const whole = columns & ~7;
	let to = packed;
	for (let column = 0; column < whole; column += COLUMNS) {
		let from = b + ((<usize>column) << 2);
		for (let k = 0; k < depth; k++) {
			v128.store(to, v128.load(from));
			v128.store(to, v128.load(from, 16), 16);
			to += 32;
			from += stride;
		}
	}
	const left = columns - whole;
	if (left === 0) return;
	let from = b + ((<usize>whole) << 2);
	for (let k = 0; k < depth; k++) {
		v128.store(to, f32x4.splat(0));
		v128.store(to, f32x4.splat(0), 16);
		for (let j = 0; j < left; j++) store<f32>(to + ((<usize>j) << 2), load<f32>(from + ((<usize>j) << 2)));
		to += 32;
		from += stride;
	}
}

/** The same of a B that is columns x `stride`. */
function packTransposed(b: usize, stride: i32, depth: i32, columns: i32, packed: usize): void {
	const panelBytes = (<usize>depth) << 5;
	for (let column = 0; column < columns; column++) {
		let from = b + ((<usize>column * stride) << 2);
		let to = packed + <usize>(column >> 3) * panelBytes + ((<usize>(column & 7)) << 2);
		const end = from + ((<usize>depth) << 2);
		while (from < end) {
			store<f32>(to, load<f32>(from));
			from += 4;
			to += 32;
		}
	}
	for (let column = columns; (column & 7) !== 0; column++) {
		let to = packed + <usize>(column >> 3) * panelBytes + ((<usize>(column & 7)) << 2);
		for (let k = 0; k < depth; k++) {
			store<f32>(to, 0);
			to += 32;
		}
	}
}

function run(
	a: usize,
	transposed: bool,
	stride: i32,
	packed: usize,
	c: usize,
	rows: i32,
	depth: i32,
	columns: i32,
	add: bool,
): void {
	const panelBytes = (<usize>depth) << 5;
	const strideBytes = (<usize>stride) << 2;
	const rowBytes = (<usize>columns) << 2;
	for (let row = 0; row < rows; row += ROWS) {
		const count = min(ROWS, rows - row);
		let panel = packed;
		let to = c + <usize>row * rowBytes;
		for (let column = 0; column < columns; column += COLUMNS) {
			const width = min(COLUMNS, columns - column);
			if (transposed)
				tileTransposed(a + ((<usize>row) << 2), strideBytes, panel, panelBytes, to, rowBytes, count, width, add);
			else tile(a + <usize>row * strideBytes, strideBytes, panel, panelBytes, to, rowBytes, count, width, add);
			panel += panelBytes;
			to += 32;
		}
	}
}

/** Rows beyond `count` are computed from the last one and dropped. */
function tile(
	a: usize,
	stride: usize,
	panel: usize,
	panelBytes: usize,
	c: usize,
	rowBytes: usize,
	count: i32,
	width: i32,
	add: bool,
): void {
	let a0 = a;
	let a1 = count > 1 ? a0 + stride : a0;
	let a2 = count > 2 ? a1 + stride : a1;
	let a3 = count > 3 ? a2 + stride : a2;
	let s0 = f32x4.splat(0);
	let t0 = f32x4.splat(0);
	let s1 = f32x4.splat(0);
	let t1 = f32x4.splat(0);
	let s2 = f32x4.splat(0);
	let t2 = f32x4.splat(0);
	let s3 = f32x4.splat(0);
	let t3 = f32x4.splat(0);
	const end = panel + panelBytes;
	while (panel < end) {
		const b0 = v128.load(panel);
		const b1 = v128.load(panel, 16);
		let x = v128.load32_splat(a0);
		s0 = f32x4.add(s0, f32x4.mul(x, b0));
		t0 = f32x4.add(t0, f32x4.mul(x, b1));
		x = v128.load32_splat(a1);
		s1 = f32x4.add(s1, f32x4.mul(x, b0));
		t1 = f32x4.add(t1, f32x4.mul(x, b1));
		x = v128.load32_splat(a2);
		s2 = f32x4.add(s2, f32x4.mul(x, b0));
		t2 = f32x4.add(t2, f32x4.mul(x, b1));
		x = v128.load32_splat(a3);
		s3 = f32x4.add(s3, f32x4.mul(x, b0));
		t3 = f32x4.add(t3, f32x4.mul(x, b1));
		panel += 32;
		a0 += 4;
		a1 += 4;
		a2 += 4;
		a3 += 4;
	}
	put(c, s0, t0, width, add);
	if (count > 1) put(c + rowBytes, s1, t1, width, add);
	if (count > 2) put(c + 2 * rowBytes, s2, t2, width, add);
	if (count > 3) put(c + 3 * rowBytes, s3, t3, width, add);
}

/** Rows beyond `count` are computed from what lies behind A in the memory, and dropped. */
function tileTransposed(
	a: usize,
	stride: usize,
	panel: usize,
	panelBytes: usize,
	c: usize,
	rowBytes: usize,
	count: i32,
	width: i32,
	add: bool,
): void {
	let s0 = f32x4.splat(0);
	let t0 = f32x4.splat(0);
	let s1 = f32x4.splat(0);
	let t1 = f32x4.splat(0);
	let s2 = f32x4.splat(0);
	let t2 = f32x4.splat(0);
	let s3 = f32x4.splat(0);
	let t3 = f32x4.splat(0);
	const end = panel + panelBytes;
	while (panel < end) {
		const b0 = v128.load(panel);
		const b1 = v128.load(panel, 16);
		let x = v128.load32_splat(a);
		s0 = f32x4.add(s0, f32x4.mul(x, b0));
		t0 = f32x4.add(t0, f32x4.mul(x, b1));
		x = v128.load32_splat(a, 4);
		s1 = f32x4.add(s1, f32x4.mul(x, b0));
		t1 = f32x4.add(t1, f32x4.mul(x, b1));
		x = v128.load32_splat(a, 8);
		s2 = f32x4.add(s2, f32x4.mul(x, b0));
		t2 = f32x4.add(t2, f32x4.mul(x, b1));
		x = v128.load32_splat(a, 12);
		s3 = f32x4.add(s3, f32x4.mul(x, b0));
		t3 = f32x4.add(t3, f32x4.mul(x, b1));
		panel += 32;
		a += stride;
	}
	put(c, s0, t0, width, add);
	if (count > 1) put(c + rowBytes, s1, t1, width, add);
	if (count > 2) put(c + 2 * rowBytes, s2, t2, width, add);
	if (count > 3) put(c + 3 * rowBytes, s3, t3, width, add);
}

function put(c: usize, s: v128, t: v128, width: i32, add: bool): void {
	if (width === COLUMNS) {
		if (add) {
			s = f32x4.add(v128.load(c), s);
			t = f32x4.add(v128.load(c, 16), t);
		}
		v128.store(c, s);
		v128.store(c, t, 16);
	} else putPart(c, s, t, width, add);
}

function putPart(c: usize, s: v128, t: v128, width: i32, add: bool): void {
	let part = s;
	for (let j = 0; j < width; j++) {
		if (j === 4) part = t;
		const value = f32x4.extract_lane(part, 0);
		store<f32>(c, add ? load<f32>(c) + value : value);
		part = v128.shuffle<f32>(part, part, 1, 2, 3, 0);
		c += 4;
	}
}

/**
 * The patches of output rows first..first + count of one image, a pixel of the output a line: kernel height x kernel width x
 * channels, zeros outside the image.
 */
export function patches32(
	image: usize,
	height: i32,
	width: i32,
	channels: i32,
	kernelHeight: i32,
	kernelWidth: i32,
	stride: i32,
	top: i32,
	left: i32,
	outputWidth: i32,
	first: i32,
	count: i32,
	patches: usize,
): void {
	const pixel = (<usize>channels) << 2;
	const line = <usize>width * pixel;
	let to = patches;
	for (let y = first; y < first + count; y++)
		for (let x = 0; x < outputWidth; x++) {
			const column = x * stride - left;
			const from = max(0, -column);
			const until = max(from, min(kernelWidth, width - column));
			for (let i = 0; i < kernelHeight; i++) {
				const row = y * stride - top + i;
				if (row < 0 || row >= height) {
					clear(to, <usize>kernelWidth * pixel);
					to += <usize>kernelWidth * pixel;
					continue;
				}
				clear(to, <usize>from * pixel);
				to += <usize>from * pixel;
				const bytes = <usize>(until - from) * pixel;
				copy(image + <usize>row * line + <usize>(column + from) * pixel, to, bytes);
				to += bytes;
				clear(to, <usize>(kernelWidth - until) * pixel);
				to += <usize>(kernelWidth - until) * pixel;
			}
		}
}

/** Adds patches to the image that they would be taken from: the transposed operation of patches32. */
export function addPatches32(
	patches: usize,
	height: i32,
	width: i32,
	channels: i32,
	kernelHeight: i32,
	kernelWidth: i32,
	stride: i32,
	top: i32,
	left: i32,
	outputWidth: i32,
	first: i32,
	count: i32,
	image: usize,
): void {
	const pixel = (<usize>channels) << 2;
	const line = <usize>width * pixel;
	let from = patches;
	for (let y = first; y < first + count; y++)
		for (let x = 0; x < outputWidth; x++) {
			const column = x * stride - left;
			const begin = max(0, -column);
			const until = max(begin, min(kernelWidth, width - column));
			for (let i = 0; i < kernelHeight; i++) {
				const row = y * stride - top + i;
				if (row >= 0 && row < height) {
					const to = image + <usize>row * line + <usize>(column + begin) * pixel;
					add(from + <usize>begin * pixel, to, <usize>(until - begin) * pixel);
				}
				from += <usize>kernelWidth * pixel;
			}
		}
}

/** Some hundred bytes: loops, because a bulk operation costs more than it copies. */
function copy(from: usize, to: usize, bytes: usize): void {
	const end = from + bytes;
	while (from + 16 <= end) {
		v128.store(to, v128.load(from));
		from += 16;
		to += 16;
	}
	while (from < end) {
		store<f32>(to, load<f32>(from));
		from += 4;
		to += 4;
	}
}

function clear(to: usize, bytes: usize): void {
	const end = to + bytes;
	while (to < end) {
		store<f32>(to, 0);
		to += 4;
	}
}

function add(from: usize, to: usize, bytes: usize): void {
	const end = from + bytes;
	while (from + 16 <= end) {
		v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
		from += 16;
		to += 16;
	}
	while (from < end) {
		store<f32>(to, load<f32>(to) + load<f32>(from));
		from += 4;
		to += 4;
	}
}
