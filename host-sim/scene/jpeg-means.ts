import type { GrayImage } from "./image-file";

/** Huffman codes of one table, ITU-T T.81 annex F.2.2.3: of each length the largest code and where its values begin. */
interface HuffmanTable {
	largest: Int32Array;
	offset: Int32Array;
	values: Uint8Array;
}

interface Component {
	id: number;
	across: number;
	down: number;
	quantizer: number;
	/** Tables of the scan. */
	dc: number;
	ac: number;
	/** The last block's DC coefficient. */
	last: number;
	/** Blocks across and down that hold pixels, and across with the padding of whole units. */
	columns: number;
	rows: number;
	stride: number;
}

const Marker = {
	...{
		SOF0: 0xc0,
		SOF1: 0xc1,
		SOF2: 0xc2,
		DHT: 0xc4,
		RST0: 0xd0,
		RST7: 0xd7,
		EOI: 0xd9,
		SOS: 0xda,
		DQT: 0xdb,
		DRI: 0xdd,
	},
	...{ APP1: 0xe1, APP14: 0xee },
} as const;
const BLOCK = 8;
const COEFFICIENTS = 64;
/** Components whose first one is luma: gray, and YCbCr. */
const GRAY = 1;
const COLOR = 3;

export interface JpegMeans {
	/** A pixel for each block of 8 x 8. */
	image: GrayImage;
	/** Content of the EXIF segment, as jpeg-js gives it. */
	exif: Uint8Array | undefined;
}

/**
 * The luma of a JPEG at an eighth of its size: the means of its blocks, which are their first coefficients, so no other coefficient is
 * kept and none transformed. Sequential and progressive; a twelve-megapixel photograph takes the memory of its file and of
 * 190,000 numbers, where a whole decoder takes hundreds of megabytes. ITU-T T.81.
 * @returns undefined where the first component is not luma, or the coding is none of these: a whole decoder's business
 * @throws Error in words for a broken file
 */
export function jpegMeans(bytes: Uint8Array): JpegMeans | undefined {
	return new MeansDecoder(bytes).decode();
}

class MeansDecoder {
	readonly #bytes: Uint8Array;
	readonly #dcTables: (HuffmanTable | undefined)[] = [];
	readonly #acTables: (HuffmanTable | undefined)[] = [];
	readonly #quantizers: number[] = [];
	#at = 2;
	#components: Component[] = [];
	#width = 0;
	#height = 0;
	#isProgressive = false;
	#restartInterval = 0;
	#exif: Uint8Array | undefined;
	#isRgb = false;
	/** DC coefficients of the first component. */
	#means = new Int16Array(0);
	#bits = 0;
	#bitCount = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	decode(): JpegMeans | undefined {
		for (;;) {
			const marker = this.#nextMarker();
			if (marker === Marker.EOI) return this.#finish();
			const length = this.#word(this.#at);
			const end = this.#at + length;
			if (length < 2 || end > this.#bytes.length) throw new Error("a segment is longer than the file");
			const body = this.#bytes.subarray(this.#at + 2, end);
			this.#at = end;
			if (marker === Marker.SOF0 || marker === Marker.SOF1 || marker === Marker.SOF2) {
				this.#isProgressive = marker === Marker.SOF2;
				if (!this.#readFrame(body)) return undefined;
			} else if (marker >= 0xc0 && marker <= 0xcf && marker !== Marker.DHT && marker !== 0xc8) return undefined;
			else if (marker === Marker.DHT) this.#readTables(body);
			else if (marker === Marker.DQT) this.#readQuantizers(body);
			else if (marker === Marker.DRI && body.length >= 2) this.#restartInterval = (body[0] << 8) | body[1];
			else if (marker === Marker.APP1 && text(body, 0, 5) === "Exif\0") this.#exif ??= body.subarray(5);
			else if (marker === Marker.APP14 && text(body, 0, 5) === "Adobe" && body[11] === 0) this.#isRgb = true;
			else if (marker === Marker.SOS && this.#readScan(body)) return this.#finish();
		}
	}

	/** Skips to the next marker, over the coded data of a scan too. */
	#nextMarker(): number {
		const bytes = this.#bytes;
		for (let at = this.#at; at + 1 < bytes.length; at++) {
			if (bytes[at] !== 0xff) continue;
			const marker = bytes[at + 1];
			if (marker === 0 || marker === 0xff || (marker >= Marker.RST0 && marker <= Marker.RST7)) continue;
			this.#at = at + 2;
			return marker;
		}
		throw new Error("it ends within its picture");
	}

	#word(at: number): number {
		return (this.#bytes[at] << 8) | this.#bytes[at + 1];
	}

	/** @returns whether it is one that can be read here */
	#readFrame(body: Uint8Array): boolean {
		if (this.#components.length > 0) throw new Error("it has two pictures");
		const [precision, , , , , count] = body;
		this.#height = (body[1] << 8) | body[2];
		this.#width = (body[3] << 8) | body[4];
		if (precision !== 8 || (count !== GRAY && count !== COLOR) || (count === COLOR && this.#isRgb)) return false;
		if (body.length < 6 + 3 * count || this.#width === 0 || this.#height === 0) throw new Error("it has no pixels");
		const components = Array.from({ length: count }, (_, n) => {
			const [id, sampling, quantizer] = body.subarray(6 + 3 * n);
			const [across, down] = [sampling >> 4, sampling & 15];
			if (across < 1 || across > 4 || down < 1 || down > 4) throw new Error("its sampling cannot be");
			return { id, across, down, quantizer, dc: 0, ac: 0, last: 0, columns: 0, rows: 0, stride: 0 };
		});
		const most = (of: (one: Component) => number): number => Math.max(...components.map(of));
		const [mostAcross, mostDown] = [most(one => one.across), most(one => one.down)];
		for (const one of components) {
			one.columns = Math.ceil((this.#width * one.across) / mostAcross / BLOCK);
			one.rows = Math.ceil((this.#height * one.down) / mostDown / BLOCK);
			one.stride = this.#unitsAcross(mostAcross) * one.across;
		}
		const [luma] = components;
		this.#components = components;
		this.#means = new Int16Array(luma.stride * Math.ceil(this.#height / BLOCK / mostDown) * luma.down);
		return true;
	}

	#unitsAcross(mostAcross: number): number {
		return Math.ceil(this.#width / BLOCK / mostAcross);
	}

	#readTables(body: Uint8Array): void {
		for (let at = 0; at + 17 <= body.length; ) {
			const head = body[at];
			const largest = new Int32Array(17).fill(-1);
			const offset = new Int32Array(17);
			let code = 0;
			let count = 0;
			for (let length = 1; length <= 16; length++) {
				const codes = body[at + length];
				offset[length] = count - code;
				code += codes;
				count += codes;
				if (codes > 0) largest[length] = code - 1;
				code <<= 1;
			}
			at += 17;
			if (count > 256 || at + count > body.length) throw new Error("a Huffman table cannot be");
			const tables = head >> 4 === 0 ? this.#dcTables : this.#acTables;
			tables[head & 15] = { largest, offset, values: body.subarray(at, at + count) };
			at += count;
		}
	}

	/** Of each table only the first quantizer, that of the mean, matters. */
	#readQuantizers(body: Uint8Array): void {
		for (let at = 0; at < body.length; ) {
			const isWide = body[at] >> 4 === 1;
			this.#quantizers[body[at] & 15] = isWide ? (body[at + 1] << 8) | body[at + 2] : body[at + 1];
			at += 1 + (isWide ? 2 : 1) * COEFFICIENTS;
		}
	}

	/** @returns whether nothing more is wanted */
	#readScan(body: Uint8Array): boolean {
		const count = body[0];
		const scanned: Component[] = [];
		for (let n = 0; n < count; n++) {
			const one = this.#components.find(({ id }) => id === body[1 + 2 * n]);
			if (!one) throw new Error("a scan names a component that is not there");
			one.dc = body[2 + 2 * n] >> 4;
			one.ac = body[2 + 2 * n] & 15;
			one.last = 0;
			scanned.push(one);
		}
		const [first, , approximation] = body.subarray(1 + 2 * count);
		const luma = this.#components[0];
		// Scans of other coefficients, or of other components alone, are skipped.
		if (first !== 0 || !scanned.includes(luma)) return false;
		this.#bitCount = 0;
		const step = { high: approximation >> 4, low: approximation & 15 };
		if (scanned.length === 1) this.#scanBlocks(luma, step);
		else this.#scanUnits(scanned, step);
		return !this.#isProgressive;
	}

	#scanBlocks(luma: Component, step: { high: number; low: number }): void {
		let left = this.#restartInterval;
		for (let row = 0; row < luma.rows; row++)
			for (let column = 0; column < luma.columns; column++) {
				if (this.#restartInterval > 0 && left-- === 0) left = this.#restart([luma]);
				this.#readBlock(luma, row * luma.stride + column, step);
			}
	}

	#scanUnits(scanned: readonly Component[], step: { high: number; low: number }): void {
		const luma = this.#components[0];
		const unitsAcross = luma.stride / luma.across;
		const unitsDown = this.#means.length / luma.stride / luma.down;
		let left = this.#restartInterval;
		for (let unitRow = 0; unitRow < unitsDown; unitRow++)
			for (let unit = 0; unit < unitsAcross; unit++) {
				if (this.#restartInterval > 0 && left-- === 0) left = this.#restart(scanned);
				for (const one of scanned)
					for (let y = 0; y < one.down; y++)
						for (let x = 0; x < one.across; x++) {
							const at = one === luma ? (unitRow * one.down + y) * one.stride + unit * one.across + x : -1;
							this.#readBlock(one, at, step);
						}
			}
	}

	/** After a restart marker nothing of before counts. @returns units until the next one */
	#restart(scanned: readonly Component[]): number {
		const bytes = this.#bytes;
		this.#bitCount = 0;
		while (this.#at + 1 < bytes.length && !(bytes[this.#at] === 0xff && bytes[this.#at + 1] !== 0)) this.#at++;
		const marker = bytes[this.#at + 1];
		if (!(marker >= Marker.RST0 && marker <= Marker.RST7)) throw new Error("a restart marker is missing");
		this.#at += 2;
		for (const one of scanned) one.last = 0;
		return this.#restartInterval - 1;
	}

	/** @param at where the mean belongs; -1 for nowhere */
	#readBlock(one: Component, at: number, { high, low }: { high: number; low: number }): void {
		if (this.#isProgressive && high > 0) {
			const bit = this.#bit() << low;
			if (at >= 0) this.#means[at] |= bit;
			return;
		}
		const size = this.#symbol(this.#dcTables[one.dc]);
		if (size > 15) throw new Error("a difference is too large");
		one.last += size === 0 ? 0 : this.#signed(size);
		if (at >= 0) this.#means[at] = one.last << low;
		if (this.#isProgressive) return;
		const table = this.#acTables[one.ac];
		for (let k = 1; k < COEFFICIENTS; k++) {
			const symbol = this.#symbol(table);
			const bits = symbol & 15;
			if (bits === 0 && symbol !== 0xf0) return;
			k += symbol >> 4;
			for (let n = 0; n < bits; n++) this.#bit();
		}
	}

	#signed(size: number): number {
		let value = 0;
		for (let n = 0; n < size; n++) value = (value << 1) | this.#bit();
		return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
	}

	#symbol(table: HuffmanTable | undefined): number {
		if (!table) throw new Error("a Huffman table is missing");
		let code = 0;
		for (let length = 1; length <= 16; length++) {
			code = (code << 1) | this.#bit();
			if (code <= table.largest[length]) return table.values[code + table.offset[length]];
		}
		throw new Error("a code is in no table");
	}

	#bit(): number {
		if (this.#bitCount === 0) {
			const bytes = this.#bytes;
			if (this.#at >= bytes.length) throw new Error("it ends within its picture");
			this.#bits = bytes[this.#at++];
			if (this.#bits === 0xff) {
				if (bytes[this.#at] !== 0) throw new Error("a marker stands within its picture");
				this.#at++;
			}
			this.#bitCount = 8;
		}
		return (this.#bits >> --this.#bitCount) & 1;
	}

	#finish(): JpegMeans {
		const [luma] = this.#components;
		if (!luma) throw new Error("it has no picture");
		const { columns: width, rows: height, stride } = luma;
		const quantizer = this.#quantizers[luma.quantizer];
		if (quantizer === undefined) throw new Error("a quantizer is missing");
		const gray = new Uint8Array(width * height);
		for (let y = 0, i = 0; y < height; y++)
			for (let x = 0; x < width; x++, i++) {
				const mean = (this.#means[y * stride + x] * quantizer) / BLOCK + 128;
				gray[i] = Math.max(0, Math.min(255, Math.round(mean)));
			}
		return { image: { width, height, gray }, exif: this.#exif };
	}
}

function text(bytes: Uint8Array, from: number, to: number): string {
	return String.fromCharCode(...bytes.subarray(from, to));
}
