/** Viridis (Smith and van der Walt 2015) at nine places: even in lightness, safe for the colour-blind. */
const VIRIDIS = [0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725];
/** Blue, white, orange: below, at and above zero; safe for the colour-blind. */
const DIVERGING = [0x2166ac, 0x67a9cf, 0xd1e5f0, 0xf7f7f7, 0xfee0b6, 0xf1a340, 0xb35806];
const STEPS = 256;

/** 256 colours as 32-bit ABGR numbers, which is how canvases keep pixels. */
export const viridis = table(VIRIDIS);
export const diverging = table(DIVERGING);
export const grays = table([0x000000, 0xffffff]);

/** Colour of a value between 0 and 1; beyond, the end's. */
export function colourOf(map: Uint32Array, value: number): number {
	const step = Math.round(value * (STEPS - 1));
	return map[step < 0 ? 0 : step >= STEPS ? STEPS - 1 : step];
}

/** The same for styles. */
export function cssColour(map: Uint32Array, value: number): string {
	const abgr = colourOf(map, value);
	return `rgb(${abgr & 255} ${(abgr >> 8) & 255} ${(abgr >> 16) & 255})`;
}

function table(stops: readonly number[]): Uint32Array {
	const colours = new Uint32Array(STEPS);
	for (let step = 0; step < STEPS; step++) {
		const place = (step / (STEPS - 1)) * (stops.length - 1);
		const first = Math.min(Math.floor(place), stops.length - 2);
		const part = place - first;
		const mix = (shift: number) => {
			const from = (stops[first] >> shift) & 255;
			const to = (stops[first + 1] >> shift) & 255;
			return Math.round(from + part * (to - from));
		};
		colours[step] = ((255 << 24) | (mix(0) << 16) | (mix(8) << 8) | mix(16)) >>> 0;
	}
	return colours;
}
