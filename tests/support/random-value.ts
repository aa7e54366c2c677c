import type { Random } from "../../firmware/math/random";
import type { CborKey, CborValue } from "../../firmware/messaging/cbor-value";

/** A whole number from 0 to `below` - 1. */
export function pick(random: Random, below: number): number {
	return Math.floor(random.uniform() * below);
}

export function randomBytes(random: Random, length: number): Uint8Array {
	return Uint8Array.from({ length }, () => random.int32() & 255);
}

/** An integer of any magnitude up to 2^53, at and around the borders of CBOR's lengths. */
export function randomInteger(random: Random): number {
	const bits = pick(random, 54);
	const border = 2 ** bits + pick(random, 3) - 1;
	const magnitude = Math.min(
		pick(random, 2) ? border : Math.floor(random.uniform() * 2 ** bits),
		Number.MAX_SAFE_INTEGER,
	);
	return pick(random, 2) ? magnitude : -magnitude || 0;
}

/** A number that is not an integer: half, single or double precision. */
export function randomFraction(random: Random): number {
	const exponent = pick(random, 40) - 30;
	const significands = [pick(random, 1 << 10) | 1, pick(random, 1 << 23) | 1, random.uniform() * 2 ** 30 + 0.5];
	const value = significands[pick(random, 3)] * 2 ** (exponent - 10);
	return Number.isInteger(value) ? 0.5 : pick(random, 2) ? value : -value;
}

export function randomText(random: Random): string {
	let text = "";
	for (let left = pick(random, 12); left > 0; left--) {
		const limit = [0x80, 0x800, 0xd800, 0x110000][pick(random, 4)];
		const point = pick(random, limit);
		if (point < 0xd800 || point > 0xdfff) text += String.fromCodePoint(point);
	}
	return text;
}

export function randomValue(random: Random, depth = 0): CborValue {
	switch (pick(random, depth < 4 ? 9 : 6)) {
		case 0:
		case 1:
			return randomInteger(random);
		case 2:
			return randomFraction(random);
		case 3:
			return randomText(random);
		case 4:
			return randomBytes(random, pick(random, 40));
		case 5:
			return [true, false, null][pick(random, 3)];
		case 6:
		case 7:
			return Array.from({ length: pick(random, 6) }, () => randomValue(random, depth + 1));
		default: {
			const map = new Map<CborKey, CborValue>();
			for (let left = pick(random, 6); left > 0; left--)
				map.set(pick(random, 2) ? randomText(random) : randomInteger(random), randomValue(random, depth + 1));
			return map;
		}
	}
}

/** A copy with a few bytes changed, inserted, removed, doubled or cut off. */
export function mutate(random: Random, bytes: Uint8Array): Uint8Array {
	const result = new Uint8Array(bytes.length + 64);
	result.set(bytes);
	let length = bytes.length;
	/** Moves what is at `from` and after to `to`. */
	const move = (from: number, to: number) => {
		result.copyWithin(to, from, length);
		length += to - from;
	};
	for (let left = 1 + pick(random, 4); left > 0; left--) {
		const at = pick(random, length + 1);
		switch (pick(random, 6)) {
			case 0:
				if (at < length) result[at] = random.int32();
				break;
			case 1:
				if (at < length) result[at] ^= 1 << pick(random, 8);
				break;
			case 2:
				move(at, at + 1);
				result[at] = random.int32();
				break;
			case 3:
				move(Math.min(at + 1 + pick(random, 3), length), at);
				break;
			case 4:
				move(at, Math.min(at + pick(random, 16), length));
				break;
			default:
				length = at;
		}
	}
	return result.slice(0, length);
}
