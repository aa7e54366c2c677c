// AssemblyScript, twin of PlainLineSolver: the same operations on each node in the same order, four word lines side by side
// (each line is a chain that waits for itself), two problems in each vector: their nodes lie in pairs. Large arrays wait for memory, so one pass does
// what can be done while a few word lines are at hand: the bit lines' second half, upwards, then those word lines.

function get(at: usize): f64 {
	return load<f64>(at);
}

/** Cells and both lines' factors from conductances: PlainLineSolver.load. */
export function loadLines(
	rows: i32,
	columns: i32,
	conductances: usize,
	segment: f64,
	feed: f64,
	end: f64,
	cells: usize,
	wordFactors: usize,
	bitFactors: usize,
	admittances: usize,
): void {
	const stride = (<usize>columns) << 3;
	memory.fill(admittances, 0, stride);
	for (let row = 0; row < rows; row++) {
		const first = <usize>row * stride;
		const down: f64 = row === rows - 1 ? end : 1;
		let left = feed;
		for (let along: usize = 0; along < stride; along += 8) {
			const at = first + along;
			const cell = get(conductances + at) * segment;
			store<f64>(cells + at, cell);
			const word = cell + left;
			const wordFactor: f64 = 1 / (word + (along + 8 === stride ? 0 : 1));
			store<f64>(wordFactors + at, wordFactor);
			left = word * wordFactor;
			const bit = cell + get(admittances + along);
			const bitFactor: f64 = bit + down > 0 ? 1 / (bit + down) : 0;
			store<f64>(bitFactors + at, bitFactor);
			store<f64>(admittances + along, bit * bitFactor);
		}
	}
}

/** One node of both problems. */
function pairOf(at: usize): v128 {
	return v128.load(at);
}

/** What both problems share: a cell, a factor. */
function both(at: usize): v128 {
	return v128.load64_splat(at);
}

/**
 * PlainLineSolver.solve for two problems at a time. Each ends when its own error is small enough, as if it were alone.
 * @param voltages rows pairs. @param words @param bits places for rows x columns pairs; words become the currents of the cells.
 * @param last columns pairs, overwritten by the voltages of the last crossings. @param errors a pair, overwritten.
 */
export function solveLines(
	rows: i32,
	columns: i32,
	voltages: usize,
	feed: f64,
	cells: usize,
	wordFactors: usize,
	bitFactors: usize,
	words: usize,
	bits: usize,
	last: usize,
	errors: usize,
	tolerance: f64,
	sweeps: i32,
): void {
	const stride = (<usize>columns) << 3;
	const bytes = <usize>rows * stride;
	memory.fill(bits, 0, 2 * bytes);
	memory.fill(last, 0, 2 * stride);
	const end = bits + 2 * (bytes - stride);
	let before0: f64 = 0;
	let before1: f64 = 0;
	let error0: f64 = 1;
	let error1: f64 = 1;
	let open = i64x2.splat(-1);
	for (let sweep = 0; sweep < sweeps; sweep++) {
		sweepUpwards(rows, stride, voltages, feed, cells, wordFactors, bitFactors, words, bits);
		sweepDownwards(bytes, stride, bitFactors, words, bits);
		let change = f64x2.splat(0);
		let power = f64x2.splat(0);
		for (let at: usize = 0; at < 2 * stride; at += 16) {
			const now = pairOf(end + at);
			const earlier = pairOf(last + at);
			const difference = f64x2.sub(now, earlier);
			change = f64x2.add(change, f64x2.mul(difference, difference));
			power = f64x2.add(power, f64x2.mul(now, now));
			v128.store(last + at, v128.bitselect(now, earlier, open));
		}
		if (i64x2.extract_lane(open, 0) !== 0) {
			const now = relative(f64x2.extract_lane(change, 0), f64x2.extract_lane(power, 0));
			error0 = now === 0 || sweep < 2 ? now : remaining(now, before0);
			before0 = now;
			if (error0 <= tolerance) open = i64x2.replace_lane(open, 0, 0);
		}
		if (i64x2.extract_lane(open, 1) !== 0) {
			const now = relative(f64x2.extract_lane(change, 1), f64x2.extract_lane(power, 1));
			error1 = now === 0 || sweep < 2 ? now : remaining(now, before1);
			before1 = now;
			if (error1 <= tolerance) open = i64x2.replace_lane(open, 1, 0);
		}
		if (!v128.any_true(open)) break;
	}
	store<f64>(errors, error0);
	store<f64>(errors, error1, 8);
}

function relative(change: f64, power: f64): f64 {
	return power > 0 ? sqrt<f64>(change / power) : 0;
}

function remaining(change: f64, before: f64): f64 {
	const factor = change / before;
	return factor < 1 ? (change * factor) / (1 - factor) : change;
}

/** The rest of the bit lines' solution, from the last word line to the first, and the word lines with it. */
function sweepUpwards(
	rows: i32,
	stride: usize,
	voltages: usize,
	feed: f64,
	cells: usize,
	wordFactors: usize,
	bitFactors: usize,
	words: usize,
	bits: usize,
): void {
	const feeds = f64x2.splat(feed);
	const last = <usize>(rows - 1) * stride;
	let row = rows;
	for (; row > 3; row -= 4) {
		const first = <usize>(row - 4) * stride;
		finishBitLines(first, min<usize>(first + 4 * stride, last), stride, bitFactors, bits);
		fourWordLines(first, stride, voltages + ((<usize>(row - 4)) << 4), feeds, cells, wordFactors, words, bits);
	}
	for (; row > 0; row--) {
		const first = <usize>(row - 1) * stride;
		finishBitLines(first, min<usize>(first + stride, last), stride, bitFactors, bits);
		oneWordLine(first, stride, voltages + ((<usize>(row - 1)) << 4), feeds, cells, wordFactors, words, bits);
	}
}

/** Nodes from..to, the last first, each from the one a word line further. Offsets count single numbers, pairs lie at twice. */
function finishBitLines(from: usize, to: usize, stride: usize, factors: usize, bits: usize): void {
	for (let at = to; at > from; ) {
		at -= 8;
		const to = bits + 2 * at;
		v128.store(to, f64x2.add(pairOf(to), f64x2.mul(both(factors + at), pairOf(to + 2 * stride))));
	}
}

/** One node of the way along a word line. */
function forward(cells: usize, bits: usize, factors: usize, at: usize, value: v128): v128 {
	return f64x2.mul(f64x2.add(f64x2.mul(both(cells + at), pairOf(bits + 2 * at)), value), both(factors + at));
}

/** One node of the way back. */
function back(words: usize, factors: usize, at: usize, value: v128): v128 {
	return f64x2.add(pairOf(words + 2 * at), f64x2.mul(both(factors + at), value));
}

function fourWordLines(
	first: usize,
	stride: usize,
	voltage: usize,
	feeds: v128,
	cells: usize,
	factors: usize,
	words: usize,
	bits: usize,
): void {
	let v0 = f64x2.mul(feeds, pairOf(voltage));
	let v1 = f64x2.mul(feeds, pairOf(voltage + 16));
	let v2 = f64x2.mul(feeds, pairOf(voltage + 32));
	let v3 = f64x2.mul(feeds, pairOf(voltage + 48));
	const end = first + stride;
	for (let a0 = first; a0 < end; a0 += 8) {
		const a1 = a0 + stride;
		const a2 = a1 + stride;
		const a3 = a2 + stride;
		v0 = forward(cells, bits, factors, a0, v0);
		v1 = forward(cells, bits, factors, a1, v1);
		v2 = forward(cells, bits, factors, a2, v2);
		v3 = forward(cells, bits, factors, a3, v3);
		v128.store(words + 2 * a0, v0);
		v128.store(words + 2 * a1, v1);
		v128.store(words + 2 * a2, v2);
		v128.store(words + 2 * a3, v3);
	}
	for (let a0 = end; a0 > first; ) {
		a0 -= 8;
		const a1 = a0 + stride;
		const a2 = a1 + stride;
		const a3 = a2 + stride;
		if (a0 + 8 < end) {
			v0 = back(words, factors, a0, v0);
			v1 = back(words, factors, a1, v1);
			v2 = back(words, factors, a2, v2);
			v3 = back(words, factors, a3, v3);
		}
		v128.store(words + 2 * a0, f64x2.mul(both(cells + a0), v0));
		v128.store(words + 2 * a1, f64x2.mul(both(cells + a1), v1));
		v128.store(words + 2 * a2, f64x2.mul(both(cells + a2), v2));
		v128.store(words + 2 * a3, f64x2.mul(both(cells + a3), v3));
	}
}

function oneWordLine(
	first: usize,
	stride: usize,
	voltage: usize,
	feeds: v128,
	cells: usize,
	factors: usize,
	words: usize,
	bits: usize,
): void {
	let value = f64x2.mul(feeds, pairOf(voltage));
	const end = first + stride;
	for (let at = first; at < end; at += 8) {
		value = forward(cells, bits, factors, at, value);
		v128.store(words + 2 * at, value);
	}
	for (let at = end; at > first; ) {
		at -= 8;
		if (at + 8 < end) value = back(words, factors, at, value);
		v128.store(words + 2 * at, f64x2.mul(both(cells + at), value));
	}
}

/** The first half of the bit lines' solution; its last nodes, the ends, are final. */
function sweepDownwards(bytes: usize, stride: usize, factors: usize, words: usize, bits: usize): void {
	let at: usize = 0;
	for (; at < stride; at += 8) v128.store(bits + 2 * at, f64x2.mul(pairOf(words + 2 * at), both(factors + at)));
	for (; at < bytes; at += 8) {
		const to = bits + 2 * at;
		v128.store(to, f64x2.mul(f64x2.add(pairOf(words + 2 * at), pairOf(to - 2 * stride)), both(factors + at)));
	}
}
