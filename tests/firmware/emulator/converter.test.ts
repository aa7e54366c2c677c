import { test } from "uvu";
import * as assert from "uvu/assert";
import { Converter } from "../../../firmware/emulator/converter";
import { Random } from "../../../firmware/math/random";

test("codes are rounded shares of the full scale, for 2 to 12 bits", () => {
	for (let bits = 2; bits <= 12; bits++) {
		const converter = new Converter(bits);
		assert.is(converter.largest, 2 ** (bits - 1) - 1);
		for (let code = -converter.largest; code <= converter.largest; code++) {
			const current = (code / converter.largest) * 5e-6;
			assert.is(converter.convert(current, 5e-6), code);
			assert.is(converter.convert(current + 2.4e-6 / converter.largest, 5e-6), code);
		}
		assert.is(converter.clipped, 0);
	}
});

test("beyond the range codes stop at the largest and are counted", () => {
	const converter = new Converter(8);
	assert.is(converter.convert(1.001e-5, 1e-5), 127);
	assert.is(converter.clipped, 0, "within half a code of the end");
	assert.is(converter.convert(1.1e-5, 1e-5), 127);
	assert.is(converter.convert(-3e-5, 1e-5), -127);
	assert.is(converter.clipped, 2);
});

test("one bit is the sign", () => {
	const converter = new Converter(1);
	assert.is(converter.convert(1e-9, 1e-5), 1);
	assert.is(converter.convert(-1e-9, 1e-5), -1);
});

test("never a negative zero", () => {
	assert.ok(Object.is(new Converter(8).convert(-1e-9, 1e-5), 0));
});

test("calibration finds offset and gain error and takes them out; reset forgets it", () => {
	const converter = new Converter(8, 0.03, -0.02);
	const random = new Random(4);
	assert.is.not(converter.convert(0, 1e-5), 0);
	const found = converter.calibrate(1e-5, 1.3e-8, random);
	assert.ok(Math.abs(found.offset - 0.03e-5) < 0.2e-7, `offset ${found.offset}`);
	assert.ok(Math.abs(found.gain + 0.02) < 2e-3, `gain ${found.gain}`);
	for (const code of [-120, -64, 0, 1, 64, 120])
		assert.is(converter.convert((code / 127) * 1e-5, 1e-5), code, `code ${code}`);
	converter.reset();
	assert.is(converter.convert(0, 1e-5), 4);
});

test("bits that are not modelled are refused", () => {
	for (const bits of [0, 13, 2.5, Number.NaN]) assert.throws(() => new Converter(bits), /1 to 12/);
});

test.run();
