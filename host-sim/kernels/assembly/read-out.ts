// AssemblyScript, twin of what PlainNoisyProduct does before and after its two products.
import { fillGaussians } from "./random";

/** powers = bitSerialPower(|inputs|), `count` int16, a multiple of 8 in both places. */
export function bitSerialPowers(inputs: usize, powers: usize, count: i32): void {
	const end = inputs + ((<usize>count) << 1);
	while (inputs < end) {
		let v = i16x8.abs(v128.load(inputs));
		v = v128.and(v128.or(v, i16x8.shl(v, 4)), i16x8.splat(0x0f0f));
		v = v128.and(v128.or(v, i16x8.shl(v, 2)), i16x8.splat(0x3333));
		v = v128.and(v128.or(v, i16x8.shl(v, 1)), i16x8.splat(0x5555));
		v128.store(powers, v);
		inputs += 16;
		powers += 16;
	}
}

/**
 * Sums of one vector and its gaussians into codes. @param gaussians place for 16 * blocks numbers. @returns codes clipped.
 */
export function readOut(
	signals: usize,
	variances: usize,
	gaussians: usize,
	columns: i32,
	gain: f64,
	noise: f64,
	limit: f64,
	codes: usize,
): i32 {
	fillGaussians(gaussians, columns);
	const gains = f64x2.splat(gain);
	const noises = f64x2.splat(noise);
	const half = f64x2.splat(0.5);
	const upper = f64x2.splat(limit);
	const lower = f64x2.splat(-limit);
	let clipped = i64x2.splat(0);
	let j = 0;
	for (; j + 1 < columns; j += 2) {
		const signal = f64x2.convert_low_i32x4_s(v128.load64_zero(signals));
		const variance = f64x2.convert_low_i32x4_s(v128.load64_zero(variances));
		const spread = f64x2.mul(noises, f64x2.sqrt(variance));
		const sum = f64x2.add(f64x2.mul(gains, signal), f64x2.mul(spread, v128.load(gaussians)));
		const code = f64x2.floor(f64x2.add(sum, half));
		// A lane is -1 where it is clipped.
		clipped = i64x2.sub(clipped, v128.or(f64x2.gt(code, upper), f64x2.lt(code, lower)));
		const integers = i32x4.trunc_sat_f64x2_s_zero(f64x2.max(lower, f64x2.min(code, upper)));
		store<i16>(codes, i32x4.extract_lane(integers, 0));
		store<i16>(codes, i32x4.extract_lane(integers, 1), 2);
		signals += 8;
		variances += 8;
		gaussians += 16;
		codes += 4;
	}
	let count = <i32>(i64x2.extract_lane(clipped, 0) + i64x2.extract_lane(clipped, 1));
	if (j < columns) {
		const spread = noise * sqrt<f64>(<f64>load<i32>(variances));
		const code = floor<f64>(gain * <f64>load<i32>(signals) + spread * load<f64>(gaussians) + 0.5);
		if (code > limit || code < -limit) count++;
		store<i16>(codes, <i32>max<f64>(-limit, min<f64>(code, limit)));
	}
	return count;
}
