// AssemblyScript, twin of what PlainVoltageProduct does before and after its products.

/** Variances of even and odd columns since `startVariance`. */
let evenVariance: f64 = 0;
let oddVariance: f64 = 0;
/** Codes at the limit, and the sum of the vectors' most steps, since `startCodes`. */
let clipped: i32 = 0;
let steps: i32 = 0;

export function startVoltages(): void {
	evenVariance = 0;
	oddVariance = 0;
	clipped = 0;
	steps = 0;
}

export function voltageVariance(): f64 {
	return evenVariance + oddVariance;
}

export function voltagesClipped(): i32 {
	return clipped;
}

export function voltageSteps(): i32 {
	return steps;
}

/** Vectors of `rows` int16 without gaps to vectors of 2 * pairs, zero beyond the last row. */
export function padInputs(inputs: usize, rows: i32, vectors: i32, padded: usize): void {
	const bytes = (<usize>rows) << 1;
	for (let vector = 0; vector < vectors; vector++) {
		memory.copy(padded, inputs, bytes);
		inputs += bytes;
		padded += bytes;
		if (rows & 1) {
			store<i16>(padded, 0);
			padded += 2;
		}
	}
}

/**
 * Vectors of a source's pieces to vectors of 2 * pairs. Pieces are copied eight numbers at a time: what is too much of one the
 * next one, or the next vector, writes over; behind the last there must be room for eight.
 * @param starts int32, one a vector. @param pieces place and length in turn, int32, `count` of them
 */
export function takeWindows(
	source: usize,
	starts: usize,
	pieces: usize,
	count: i32,
	rows: i32,
	vectors: i32,
	padded: usize,
): void {
	const end = pieces + ((<usize>count) << 3);
	const stride = (<usize>((rows + 1) >> 1)) << 2;
	for (let vector = 0; vector < vectors; vector++) {
		const start = load<i32>(starts);
		let to = padded;
		for (let piece = pieces; piece < end; piece += 8) {
			const place = load<i32>(piece);
			const bytes = (<usize>load<i32>(piece, 4)) << 1;
			const from = source + ((<usize>(place < 0 ? -1 - place : start + place)) << 1);
			for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
			to += bytes;
		}
		if (rows & 1) store<i16>(to, 0);
		starts += 4;
		padded += stride;
	}
}

/** squares = inputs * inputs, `count` int16, in whole vectors of eight. */
export function squareInputs(inputs: usize, squares: usize, count: i32): void {
	const end = inputs + ((<usize>count) << 1);
	while (inputs < end) {
		const v = v128.load(inputs);
		v128.store(squares, i16x8.mul(v, v));
		inputs += 16;
		squares += 16;
	}
}

/** Vectors of 2 * pairs int16 to vectors of `rows` float64. */
export function realInputs(padded: usize, rows: i32, vectors: i32, reals: usize): void {
	for (let vector = 0; vector < vectors; vector++) {
		for (let row = 0; row < rows; row++) {
			store<f64>(reals, <f64>load<i16>(padded));
			padded += 2;
			reals += 8;
		}
		padded += (<usize>(rows & 1)) << 1;
	}
}

/** means (float64, `stride` apart) = inverses * sums (int32, `stride` apart). */
export function voltageMeans(sums: usize, vectors: i32, stride: i32, inverses: usize, means: usize): void {
	for (let vector = 0; vector < vectors; vector++) {
		let inverse = inverses;
		for (let j = 0; j < stride; j += 2) {
			const sum = f64x2.convert_low_i32x4_s(v128.load64_zero(sums));
			v128.store(means, f64x2.mul(sum, v128.load(inverse)));
			sums += 8;
			inverse += 16;
			means += 16;
		}
	}
}

/** charges (`columns` apart) = slopes * means + offsets, without noise. Lines' constants, means: `stride` float64. */
export function quietCharges(
	means: usize,
	vectors: i32,
	columns: i32,
	stride: i32,
	slopes: usize,
	offsets: usize,
	charges: usize,
): void {
	const skip = (<usize>(stride - columns)) << 3;
	for (let vector = 0; vector < vectors; vector++) {
		let at: usize = 0;
		let j = 0;
		for (; j + 1 < columns; j += 2) {
			v128.store(charges, f64x2.add(f64x2.mul(v128.load(slopes + at), v128.load(means)), v128.load(offsets + at)));
			at += 16;
			means += 16;
			charges += 16;
		}
		if (j < columns) {
			store<f64>(charges, load<f64>(slopes + at) * load<f64>(means) + load<f64>(offsets + at));
			means += 8;
			charges += 8;
		}
		means += skip;
	}
}

/**
 * The same with noise. @param gaussians `columns` apart. @param weighted @param squared int32 sums, `sumStride` apart;
 * `readings` are 0 where there are none.
 */
export function noisyCharges(
	means: usize,
	weighted: usize,
	squared: usize,
	gaussians: usize,
	vectors: i32,
	columns: i32,
	meanStride: i32,
	sumStride: i32,
	slopes: usize,
	offsets: usize,
	readings: usize,
	squareTotals: usize,
	conversion: f64,
	charges: usize,
): void {
	const conversions = f64x2.splat(conversion);
	const zero = f64x2.splat(0);
	const skip = (<usize>(meanStride - columns)) << 3;
	const sumSkip = (<usize>(sumStride - columns)) << 2;
	for (let vector = 0; vector < vectors; vector++) {
		let sum = f64x2.splat(0);
		let at: usize = 0;
		let j = 0;
		for (; j + 1 < columns; j += 2) {
			const mean = v128.load(means);
			const product = f64x2.mul(f64x2.add(mean, mean), f64x2.convert_low_i32x4_s(v128.load64_zero(weighted)));
			const power = f64x2.sub(f64x2.convert_low_i32x4_s(v128.load64_zero(squared)), product);
			const total = f64x2.mul(f64x2.mul(mean, mean), v128.load(squareTotals + at));
			const reading = f64x2.mul(v128.load(readings + at), f64x2.pmax(f64x2.add(power, total), zero));
			const variance = f64x2.add(conversions, reading);
			sum = f64x2.add(sum, variance);
			const charge = f64x2.add(f64x2.mul(v128.load(slopes + at), mean), v128.load(offsets + at));
			v128.store(charges, f64x2.add(charge, f64x2.mul(f64x2.sqrt(variance), v128.load(gaussians))));
			at += 16;
			means += 16;
			gaussians += 16;
			charges += 16;
			weighted += 8;
			squared += 8;
		}
		let even = f64x2.extract_lane(sum, 0);
		if (j < columns) {
			const mean = load<f64>(means);
			const product = (mean + mean) * <f64>load<i32>(weighted);
			const power = <f64>load<i32>(squared) - product + mean * mean * load<f64>(squareTotals + at);
			const variance = conversion + load<f64>(readings + at) * max(power, 0);
			even += variance;
			const charge = load<f64>(slopes + at) * mean + load<f64>(offsets + at);
			store<f64>(charges, charge + sqrt<f64>(variance) * load<f64>(gaussians));
			means += 8;
			gaussians += 8;
			charges += 8;
			weighted += 4;
			squared += 4;
		}
		means += skip;
		weighted += sumSkip;
		squared += sumSkip;
		evenVariance += even;
		oddVariance += f64x2.extract_lane(sum, 1);
	}
}

/** Charges of `vectors` x columns to codes, without gaps both. */
export function decrementCharges(
	charges: usize,
	vectors: i32,
	columns: i32,
	up: f64,
	down: f64,
	limit: f64,
	codes: usize,
): void {
	const ups = f64x2.splat(up);
	const downs = f64x2.splat(down);
	const limits = f64x2.splat(limit);
	const one = f64x2.splat(1);
	const zero = f64x2.splat(0);
	let count = i64x2.splat(0);
	for (let vector = 0; vector < vectors; vector++) {
		let most = f64x2.splat(0);
		let j = 0;
		for (; j + 1 < columns; j += 2) {
			const charge = v128.load(charges);
			const negative = f64x2.lt(charge, zero);
			const step = v128.bitselect(ups, downs, negative);
			let turned = f64x2.add(f64x2.floor(f64x2.div(f64x2.abs(charge), step)), one);
			// A lane is -1 where it is clipped.
			count = i64x2.sub(count, f64x2.gt(turned, limits));
			turned = f64x2.pmin(turned, limits);
			most = f64x2.pmax(most, turned);
			const code = v128.bitselect(f64x2.neg(turned), f64x2.sub(turned, one), negative);
			const integers = i32x4.trunc_sat_f64x2_s_zero(code);
			store<i16>(codes, i32x4.extract_lane(integers, 0));
			store<i16>(codes, i32x4.extract_lane(integers, 1), 2);
			charges += 16;
			codes += 4;
		}
		let last = max<f64>(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
		if (j < columns) {
			const charge = load<f64>(charges);
			let turned = floor<f64>(charge < 0 ? -charge / up : charge / down) + 1;
			if (turned > limit) {
				turned = limit;
				clipped++;
			}
			last = max<f64>(last, turned);
			store<i16>(codes, <i32>(charge < 0 ? -turned : turned - 1));
			charges += 8;
			codes += 2;
		}
		steps += <i32>last;
	}
	clipped += <i32>(i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1));
}
