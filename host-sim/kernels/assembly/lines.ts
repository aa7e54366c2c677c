// AssemblyScript, twin of PlainLineSolver: the same operations on each node in the same order, four word lines side by side
// (each line is a chain that waits for itself) and two bit lines in a vector. Large arrays wait for memory, so one pass does
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

/** PlainLineSolver.solve; `words` becomes the currents of the cells; bit voltages and `last` are set to 0 here. The voltages of the last crossings are left in `last`. */
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
	tolerance: f64,
	sweeps: i32,
): f64 {
	const stride = (<usize>columns) << 3;
	const bytes = <usize>rows * stride;
	memory.fill(bits, 0, bytes);
	memory.fill(last, 0, stride);
	const end = bits + bytes - stride;
	let before: f64 = 0;
	let error: f64 = 1;
	for (let sweep = 0; sweep < sweeps; sweep++) {
		sweepUpwards(rows, stride, voltages, feed, cells, wordFactors, bitFactors, words, bits);
		sweepDownwards(bytes, stride, bitFactors, words, bits);
		let change: f64 = 0;
		let power: f64 = 0;
		for (let at: usize = 0; at < stride; at += 8) {
			const now = get(end + at);
			const difference = now - get(last + at);
			change += difference * difference;
			power += now * now;
			store<f64>(last + at, now);
		}
		change = power > 0 ? sqrt<f64>(change / power) : 0;
		error = change === 0 || sweep < 2 ? change : remaining(change, before);
		before = change;
		if (error <= tolerance) break;
	}
	return error;
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
	const last = <usize>(rows - 1) * stride;
	let row = rows;
	for (; row > 3; row -= 4) {
		const first = <usize>(row - 4) * stride;
		finishBitLines(first, min<usize>(first + 4 * stride, last), stride, bitFactors, bits);
		fourWordLines(first, stride, voltages + ((<usize>(row - 4)) << 3), feed, cells, wordFactors, words, bits);
	}
	for (; row > 0; row--) {
		const first = <usize>(row - 1) * stride;
		finishBitLines(first, min<usize>(first + stride, last), stride, bitFactors, bits);
		oneWordLine(first, stride, voltages + ((<usize>(row - 1)) << 3), feed, cells, wordFactors, words, bits);
	}
}

/** Elements from..to, the last first, each from the one a word line further. */
function finishBitLines(from: usize, to: usize, stride: usize, factors: usize, bits: usize): void {
	let at = to;
	if (stride > 8)
		while (at >= from + 16) {
			at -= 16;
			const below = v128.load(bits + at + stride);
			v128.store(bits + at, f64x2.add(v128.load(bits + at), f64x2.mul(v128.load(factors + at), below)));
		}
	while (at > from) {
		at -= 8;
		store<f64>(bits + at, get(bits + at) + get(factors + at) * get(bits + at + stride));
	}
}

function fourWordLines(
	first: usize,
	stride: usize,
	voltage: usize,
	feed: f64,
	cells: usize,
	factors: usize,
	words: usize,
	bits: usize,
): void {
	let v0 = feed * get(voltage);
	let v1 = feed * get(voltage + 8);
	let v2 = feed * get(voltage + 16);
	let v3 = feed * get(voltage + 24);
	const end = first + stride;
	for (let a0 = first; a0 < end; a0 += 8) {
		const a1 = a0 + stride;
		const a2 = a1 + stride;
		const a3 = a2 + stride;
		v0 = (get(cells + a0) * get(bits + a0) + v0) * get(factors + a0);
		v1 = (get(cells + a1) * get(bits + a1) + v1) * get(factors + a1);
		v2 = (get(cells + a2) * get(bits + a2) + v2) * get(factors + a2);
		v3 = (get(cells + a3) * get(bits + a3) + v3) * get(factors + a3);
		store<f64>(words + a0, v0);
		store<f64>(words + a1, v1);
		store<f64>(words + a2, v2);
		store<f64>(words + a3, v3);
	}
	for (let a0 = end; a0 > first; ) {
		a0 -= 8;
		const a1 = a0 + stride;
		const a2 = a1 + stride;
		const a3 = a2 + stride;
		if (a0 + 8 < end) {
			v0 = get(words + a0) + get(factors + a0) * v0;
			v1 = get(words + a1) + get(factors + a1) * v1;
			v2 = get(words + a2) + get(factors + a2) * v2;
			v3 = get(words + a3) + get(factors + a3) * v3;
		}
		store<f64>(words + a0, get(cells + a0) * v0);
		store<f64>(words + a1, get(cells + a1) * v1);
		store<f64>(words + a2, get(cells + a2) * v2);
		store<f64>(words + a3, get(cells + a3) * v3);
	}
}

function oneWordLine(
	first: usize,
	stride: usize,
	voltage: usize,
	feed: f64,
	cells: usize,
	factors: usize,
	words: usize,
	bits: usize,
): void {
	let value = feed * get(voltage);
	const end = first + stride;
	for (let at = first; at < end; at += 8) {
		value = (get(cells + at) * get(bits + at) + value) * get(factors + at);
		store<f64>(words + at, value);
	}
	for (let at = end; at > first; ) {
		at -= 8;
		if (at + 8 < end) value = get(words + at) + get(factors + at) * value;
		store<f64>(words + at, get(cells + at) * value);
	}
}

/** The first half of the bit lines' solution; its last element, the end's voltage, is final. */
function sweepDownwards(bytes: usize, stride: usize, factors: usize, words: usize, bits: usize): void {
	let at: usize = 0;
	for (; at < stride; at += 8) store<f64>(bits + at, get(words + at) * get(factors + at));
	// A vector may run over a line's end into the next: what it reads there, of the line before, is done already.
	if (stride > 8)
		for (; at + 8 < bytes; at += 16) {
			const sum = f64x2.add(v128.load(words + at), v128.load(bits + at - stride));
			v128.store(bits + at, f64x2.mul(sum, v128.load(factors + at)));
		}
	for (; at < bytes; at += 8) store<f64>(bits + at, (get(words + at) + get(bits + at - stride)) * get(factors + at));
}
