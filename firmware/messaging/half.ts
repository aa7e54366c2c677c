/** Bits of the half-precision float (IEEE 754 binary16) equal to the single-precision one with these bits, or -1 if none is. NaN excluded. */
export function halfFromSingle(single: number): number {
	const sign = (single >>> 16) & 0x8000;
	const exponent = ((single >>> 23) & 0xff) - 127;
	const fraction = single & 0x7fffff;
	if (exponent === 128) return sign | 0x7c00;
	if ((single & 0x7fffffff) === 0) return sign;
	if (exponent > 15 || exponent < -24) return -1;
	if (exponent >= -14) return (fraction & 0x1fff) === 0 ? sign | ((exponent + 15) << 10) | (fraction >>> 13) : -1;
	// Subnormal: the leading one becomes a bit of the fraction.
	const shift = -1 - exponent;
	const significand = fraction | 0x800000;
	return (significand & ((1 << shift) - 1)) === 0 ? sign | (significand >>> shift) : -1;
}

/** Value of a half-precision float. `scratch` holds at least 4 bytes. */
export function valueOfHalf(half: number, scratch: DataView): number {
	const exponent = (half >>> 10) & 31;
	const fraction = half & 0x3ff;
	if (exponent === 0) return (half & 0x8000 ? -fraction : fraction) / 16777216;
	const single = ((half & 0x8000) << 16) | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
	scratch.setUint32(0, single);
	return scratch.getFloat32(0);
}
