// AssemblyScript, twin of host-sim/toolchain/train/plain-sweep-kernels.ts: a window moves over images that lie with their
// border of zeros; each of its positions is a vector through a matrix. 32-bit sums, each in the order of its terms. A tile is
// four vectors by eight outputs; what lies beyond the last vector or output is computed from whatever is there, not stored.

const OUTPUTS: i32 = 8;
const BLOCK: usize = 32;

/**
 * outputs[image][position][n] = bias[n] + sum over lines and along each line of input * weight.
 * @param offsets bytes of each position's first input from the start of its image; readable to a multiple of four positions.
 * @param packed weights: block of eight outputs by block, then input by input. @param bias eight a block.
 */
export function sweepForward(
	inputs: usize,
	imageBytes: usize,
	images: i32,
	offsets: usize,
	positions: i32,
	lines: i32,
	lineBytes: usize,
	lineLength: i32,
	packed: usize,
	bias: usize,
	count: i32,
	outputs: usize,
): void {
	const outputBytes = (<usize>count) << 2;
	const lineEnd = (<usize>lineLength) << 2;
	const blockBytes = <usize>(lines * lineLength) * BLOCK;
	for (let image = 0; image < images; image++) {
		for (let n = 0; n < count; n += OUTPUTS) {
			const block = packed + <usize>(n >> 3) * blockBytes;
			const bias0 = v128.load(bias + ((<usize>n) << 2));
			const bias1 = v128.load(bias + ((<usize>n) << 2), 16);
			const valid = count - n;
			let to = outputs + ((<usize>n) << 2);
			for (let p = 0; p < positions; p += 4) {
				const at = offsets + ((<usize>p) << 2);
				let x0 = inputs + <usize>load<i32>(at);
				let x1 = inputs + <usize>load<i32>(at, 4);
				let x2 = inputs + <usize>load<i32>(at, 8);
				let x3 = inputs + <usize>load<i32>(at, 12);
				let s0 = bias0;
				let t0 = bias1;
				let s1 = bias0;
				let t1 = bias1;
				let s2 = bias0;
				let t2 = bias1;
				let s3 = bias0;
				let t3 = bias1;
				let w = block;
				for (let line = 0; line < lines; line++) {
					for (let k: usize = 0; k < lineEnd; k += 4) {
						const w0 = v128.load(w);
						const w1 = v128.load(w, 16);
						w += BLOCK;
						const a = v128.load32_splat(x0 + k);
						s0 = f32x4.add(s0, f32x4.mul(a, w0));
						t0 = f32x4.add(t0, f32x4.mul(a, w1));
						const b = v128.load32_splat(x1 + k);
						s1 = f32x4.add(s1, f32x4.mul(b, w0));
						t1 = f32x4.add(t1, f32x4.mul(b, w1));
						const c = v128.load32_splat(x2 + k);
						s2 = f32x4.add(s2, f32x4.mul(c, w0));
						t2 = f32x4.add(t2, f32x4.mul(c, w1));
						const d = v128.load32_splat(x3 + k);
						s3 = f32x4.add(s3, f32x4.mul(d, w0));
						t3 = f32x4.add(t3, f32x4.mul(d, w1));
					}
					x0 += lineBytes;
					x1 += lineBytes;
					x2 += lineBytes;
					x3 += lineBytes;
				}
				const left = positions - p;
				storeLine(to, s0, t0, valid);
				if (left > 1) storeLine(to + outputBytes, s1, t1, valid);
				if (left > 2) storeLine(to + 2 * outputBytes, s2, t2, valid);
				if (left > 3) storeLine(to + 3 * outputBytes, s3, t3, valid);
				to += 4 * outputBytes;
			}
		}
		inputs += imageBytes;
		outputs += <usize>positions * outputBytes;
	}
}

/**
 * gradient[line][k][n] += sum over positions of input * slope, image by image.
 * @param slopes of each image's outputs; readable eight numbers beyond the last.
 */
export function sweepWeights(
	inputs: usize,
	imageBytes: usize,
	images: i32,
	offsets: usize,
	positions: i32,
	lines: i32,
	lineBytes: usize,
	lineLength: i32,
	slopes: usize,
	count: i32,
	gradient: usize,
): void {
	const outputBytes = (<usize>count) << 2;
	const offsetsEnd = offsets + ((<usize>positions) << 2);
	for (let image = 0; image < images; image++) {
		for (let line = 0; line < lines; line++) {
			for (let k = 0; k < lineLength; k += 4) {
				const from = inputs + <usize>line * lineBytes + ((<usize>k) << 2);
				const left = lineLength - k;
				for (let n = 0; n < count; n += OUTPUTS) {
					let s0 = f32x4.splat(0);
					let t0 = f32x4.splat(0);
					let s1 = f32x4.splat(0);
					let t1 = f32x4.splat(0);
					let s2 = f32x4.splat(0);
					let t2 = f32x4.splat(0);
					let s3 = f32x4.splat(0);
					let t3 = f32x4.splat(0);
					let g = slopes + ((<usize>n) << 2);
					for (let at = offsets; at < offsetsEnd; at += 4) {
						const x = from + <usize>load<i32>(at);
						const g0 = v128.load(g);
						const g1 = v128.load(g, 16);
						g += outputBytes;
						const a = v128.load32_splat(x);
						s0 = f32x4.add(s0, f32x4.mul(a, g0));
						t0 = f32x4.add(t0, f32x4.mul(a, g1));
						const b = v128.load32_splat(x, 4);
						s1 = f32x4.add(s1, f32x4.mul(b, g0));
						t1 = f32x4.add(t1, f32x4.mul(b, g1));
						const c = v128.load32_splat(x, 8);
						s2 = f32x4.add(s2, f32x4.mul(c, g0));
						t2 = f32x4.add(t2, f32x4.mul(c, g1));
						const d = v128.load32_splat(x, 12);
						s3 = f32x4.add(s3, f32x4.mul(d, g0));
						t3 = f32x4.add(t3, f32x4.mul(d, g1));
					}
					const valid = count - n;
					const to = gradient + <usize>((line * lineLength + k) * count + n) * 4;
					addLine(to, s0, t0, valid);
					if (left > 1) addLine(to + outputBytes, s1, t1, valid);
					if (left > 2) addLine(to + 2 * outputBytes, s2, t2, valid);
					if (left > 3) addLine(to + 3 * outputBytes, s3, t3, valid);
				}
			}
		}
		inputs += imageBytes;
		slopes += <usize>positions * outputBytes;
	}
}

function storeLine(to: usize, s: v128, t: v128, valid: i32): void {
	if (valid >= OUTPUTS) {
		v128.store(to, s);
		v128.store(to, t, 16);
	} else storeSome(to, s, t, valid);
}

function addLine(to: usize, s: v128, t: v128, valid: i32): void {
	if (valid >= OUTPUTS) {
		v128.store(to, f32x4.add(v128.load(to), s));
		v128.store(to, f32x4.add(v128.load(to, 16), t), 16);
	} else addSome(to, s, t, valid);
}

function storeSome(to: usize, s: v128, t: v128, valid: i32): void {
	store<f32>(to, f32x4.extract_lane(s, 0));
	if (valid > 1) store<f32>(to, f32x4.extract_lane(s, 1), 4);
	if (valid > 2) store<f32>(to, f32x4.extract_lane(s, 2), 8);
	if (valid > 3) store<f32>(to, f32x4.extract_lane(s, 3), 12);
	if (valid > 4) store<f32>(to, f32x4.extract_lane(t, 0), 16);
	if (valid > 5) store<f32>(to, f32x4.extract_lane(t, 1), 20);
	if (valid > 6) store<f32>(to, f32x4.extract_lane(t, 2), 24);
}

function addSome(to: usize, s: v128, t: v128, valid: i32): void {
	store<f32>(to, load<f32>(to) + f32x4.extract_lane(s, 0));
	if (valid > 1) store<f32>(to, load<f32>(to, 4) + f32x4.extract_lane(s, 1), 4);
	if (valid > 2) store<f32>(to, load<f32>(to, 8) + f32x4.extract_lane(s, 2), 8);
	if (valid > 3) store<f32>(to, load<f32>(to, 12) + f32x4.extract_lane(s, 3), 12);
	if (valid > 4) store<f32>(to, load<f32>(to, 16) + f32x4.extract_lane(t, 0), 16);
	if (valid > 5) store<f32>(to, load<f32>(to, 20) + f32x4.extract_lane(t, 1), 20);
	if (valid > 6) store<f32>(to, load<f32>(to, 24) + f32x4.extract_lane(t, 2), 24);
}

/** values = floor(min(max(input, 0), most) / step + 1/2) step; a tile of four may go beyond the last. */
export function quantizeUnsigned(inputs: usize, count: i32, most: f32, step: f32, values: usize): void {
	const zero = f32x4.splat(0);
	const half = f32x4.splat(0.5);
	const limit = f32x4.splat(most);
	const unit = f32x4.splat(step);
	for (const end = inputs + ((<usize>count) << 2); inputs < end; inputs += 16, values += 16) {
		const clipped = f32x4.min(f32x4.max(v128.load(inputs), zero), limit);
		v128.store(values, f32x4.mul(f32x4.floor(f32x4.add(f32x4.div(clipped, unit), half)), unit));
	}
}

/**
 * Slopes of the clip from 0 to `most`, written or added; those of what is clipped at its end are summed, four sums side by side.
 * @returns the sum
 */
export function clipSlopes(inputs: usize, slopes: usize, count: i32, most: f32, to: usize, add: bool): f32 {
	const zero = f32x4.splat(0);
	const limit = f32x4.splat(most);
	let sums = f32x4.splat(0);
	let n = 0;
	for (; n + 4 <= count; n += 4, inputs += 16, slopes += 16, to += 16) {
		const x = v128.load(inputs);
		const slope = v128.load(slopes);
		const passed = v128.and(slope, v128.and(f32x4.gt(x, zero), f32x4.lt(x, limit)));
		sums = f32x4.add(sums, v128.and(slope, f32x4.ge(x, limit)));
		v128.store(to, add ? f32x4.add(v128.load(to), passed) : passed);
	}
	let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
	sum += f32x4.extract_lane(sums, 2);
	sum += f32x4.extract_lane(sums, 3);
	for (; n < count; n++, inputs += 4, slopes += 4, to += 4) {
		const x = load<f32>(inputs);
		const slope = load<f32>(slopes);
		if (x >= most) sum += slope;
		const passed: f32 = x > 0 && x < most ? slope : 0;
		store<f32>(to, add ? load<f32>(to) + passed : passed);
	}
	return sum;
}
