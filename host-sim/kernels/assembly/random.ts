// AssemblyScript, twin of firmware/math/random.ts: sfc32 and the ziggurat of 128 layers.
import { exp, log } from "./elementary";

const LAYERS: i32 = 128;
const TAIL_START: f64 = 3.442619855899;
const LAYER_AREA: f64 = 9.91256303526217e-3;
/** Bytes of the tables: an edge and a height for each of 129 layers' limits; a layer's edge over 2^23. */
export const ZIGGURAT_BYTES: i32 = 129 * 16 + 128 * 8;

let table: usize = 0;
let stepTable: usize = 0;
let a: i32 = 0;
let b: i32 = 0;
let c: i32 = 0;
let counter: i32 = 1;

function edge(layer: i32): f64 {
	return load<f64>(table + ((<usize>layer) << 4));
}

function height(layer: i32): f64 {
	return load<f64>(table + ((<usize>layer) << 4), 8);
}

function setLayer(layer: i32, edge: f64, height: f64): void {
	store<f64>(table + ((<usize>layer) << 4), edge);
	store<f64>(table + ((<usize>layer) << 4), height, 8);
}

/** @param at ZIGGURAT_BYTES of memory. To be called once, before any number is drawn. */
export function prepareRandom(at: usize): void {
	table = at;
	let x = TAIL_START;
	for (let layer = 1; layer < LAYERS; layer++) {
		const y = exp(-0.5 * x * x);
		setLayer(layer, x, y);
		const next = y + LAYER_AREA / x;
		x = next < 1 ? sqrt<f64>(-2 * log(next)) : 0;
	}
	setLayer(0, LAYER_AREA / height(1), 0);
	setLayer(LAYERS, 0, 1);
	stepTable = at + 129 * 16;
	for (let layer = 0; layer < LAYERS; layer++) store<f64>(stepTable + ((<usize>layer) << 3), edge(layer) / 8388608);
}

function mix32(value: i32): i32 {
	let h = <u32>value;
	h ^= h >> 16;
	h *= 0x85ebca6b;
	h ^= h >> 13;
	h *= 0xc2b2ae35;
	return <i32>(h ^ (h >> 16));
}

export function reseed(seed: i32, stream: i32): void {
	a = mix32(seed);
	b = mix32(stream ^ 0x5bd1e995);
	c = mix32(a ^ (b << 1));
	counter = 1;
	for (let i = 0; i < 12; i++) int32();
}

function int32(): i32 {
	const sum = a + b + counter;
	counter++;
	a = b ^ <i32>(<u32>b >> 9);
	b = c + (c << 3);
	c = rotl<i32>(c, 21) + sum;
	return sum;
}

function uniform(): f64 {
	return <f64>(<u32>int32()) / 4294967296;
}

/** The next `count` Gaussian numbers. The state is in locals where 99 of 100 numbers come from, else in the globals. */
export function fillGaussians(to: usize, count: i32): void {
	const end = to + ((<usize>count) << 3);
	let p = a;
	let q = b;
	let r = c;
	let n = counter;
	const layers = table;
	const steps = stepTable;
	while (to < end) {
		const bits = p + q + n;
		n++;
		p = q ^ <i32>(<u32>q >> 9);
		q = r + (r << 3);
		r = rotl<i32>(r, 21) + bits;
		const layer = bits & 127;
		const x = <f64>(bits >> 8) * load<f64>(steps + ((<usize>layer) << 3));
		if (abs<f64>(x) < load<f64>(layers + ((<usize>layer) << 4), 16)) {
			store<f64>(to, x);
			to += 8;
			continue;
		}
		a = p;
		b = q;
		c = r;
		counter = n;
		if (atEdge(bits, layer, x)) {
			store<f64>(to, accepted);
			to += 8;
		}
		p = a;
		q = b;
		r = c;
		n = counter;
	}
	a = p;
	b = q;
	c = r;
	counter = n;
}

let accepted: f64 = 0;

/** Whether a number beyond its layer's core stands, and which: `accepted`. */
function atEdge(bits: i32, layer: i32, x: f64): bool {
	if (layer === 0) {
		accepted = bits < 0 ? -tail() : tail();
		return true;
	}
	accepted = x;
	return height(layer) + uniform() * (height(layer + 1) - height(layer)) < exp(-0.5 * x * x);
}

function tail(): f64 {
	while (true) {
		const x = -log(1 - uniform()) / TAIL_START;
		const y = -log(1 - uniform());
		if (y + y > x * x) return TAIL_START + x;
	}
}
