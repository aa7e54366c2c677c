import { type Checks, list, same, throws } from "./check";

export const checks: Checks = {
	"elements are kept in their own width"() {
		list(Uint8Array.of(256, -1, 3.9), "0,255,3");
		list(Int8Array.of(128, -129), "-128,127");
		list(Int16Array.of(32_768, 65_535), "-32768,-1");
		list(Uint16Array.of(-1), "65535");
		list(Int32Array.of(2 ** 31), "-2147483648");
		list(Uint32Array.of(-1), "4294967295");
		list(Float32Array.of(0.1), "0.10000000149011612");
		list(Float64Array.of(0.1), "0.1");
		list(Uint8ClampedArray.of(300, -5, 1.5), "255,0,2");
	},
	"views share their memory"() {
		const bytes = new Uint8Array(8);
		const words = new Uint32Array(bytes.buffer, 4, 1);
		words[0] = 0x01020304;
		list(bytes.subarray(4), "4,3,2,1");
		const part = bytes.subarray(6, 8);
		part[0] = 9;
		same(bytes[6], 9);
		same(part.byteOffset, 6);
	},
	"a slice is a copy"() {
		const bytes = Uint8Array.of(1, 2, 3, 4);
		const copy = bytes.slice(1, 3);
		copy[0] = 7;
		list(bytes, "1,2,3,4");
		list(new Uint8Array(bytes.buffer.slice(2)), "3,4");
	},
	"set, fill, copyWithin, also where they overlap"() {
		const bytes = Uint8Array.of(1, 2, 3, 4, 5);
		bytes.copyWithin(1, 0, 4);
		list(bytes, "1,1,2,3,4");
		bytes.set([8, 9], 3);
		bytes.fill(0, 0, 2);
		list(bytes, "0,0,2,8,9");
		bytes.set(bytes.subarray(0, 3), 1);
		list(bytes, "0,0,0,2,9");
	},
	"beyond the end is undefined, and setting there is nothing"() {
		const bytes = new Uint8Array(2);
		bytes[5] = 1;
		same(bytes[5], undefined);
		same(bytes.length, 2);
		same(bytes[-1], undefined);
	},
	"data views read and write both byte orders, anywhere"() {
		const view = new DataView(new ArrayBuffer(16), 1);
		view.setInt16(1, -2);
		same(view.getUint16(1), 0xfffe);
		same(view.getUint16(1, true), 0xfeff);
		view.setFloat64(3, -1.5, true);
		same(view.getFloat64(3, true), -1.5);
		view.setUint32(0, 0xdeadbeef);
		same(view.getUint8(3), 0xef);
		view.setFloat32(5, 0.5);
		same(view.getFloat32(5), 0.5);
		throws(() => view.getUint32(13), RangeError);
	},
	"a buffer that cannot be is refused"() {
		throws(() => new Uint8Array(-1), RangeError);
		throws(() => new Uint16Array(new ArrayBuffer(3)), RangeError);
		throws(() => new Uint32Array(new ArrayBuffer(8), 2), RangeError);
	},
	"sums over elements"() {
		const numbers = new Int32Array(100);
		for (let i = 0; i < numbers.length; i++) numbers[i] = i * i;
		same(
			numbers.reduce((sum, n) => sum + n, 0),
			328_350,
		);
		same(numbers.indexOf(81), 9);
		same(Float64Array.from([3, 1, 2]).sort().join(), "1,2,3");
	},
};
