import { test } from "uvu";
import * as assert from "uvu/assert";
import { DAMAGED, judgeFrame, sealFrame } from "../../../firmware/accelerator/frame";
import { frameBytes, MAX_PAYLOAD, MAX_TRANSACTION, Opcode } from "../../../firmware/accelerator/registers";
import { crc32 } from "../../../firmware/math/crc32";

function sealed(payloadBytes: number): Uint8Array {
	const bytes = new Uint8Array(MAX_TRANSACTION).fill(0xa5);
	const length = sealFrame(bytes, Opcode.PROGRAM, 7, payloadBytes);
	return bytes.slice(0, length);
}

test("a frame is header, payload, padding and CRC, a multiple of four bytes", () => {
	for (let payload = 0; payload < 20; payload++) {
		const frame = sealed(payload);
		assert.is(frame.length, frameBytes(payload));
		assert.is(frame.length % 4, 0);
		assert.equal([...frame.subarray(0, 4)], [Opcode.PROGRAM, 7, payload, 0]);
		assert.is(judgeFrame(frame, frame.length), payload);
	}
	assert.is(frameBytes(MAX_PAYLOAD), MAX_TRANSACTION);
	assert.is(judgeFrame(sealed(MAX_PAYLOAD), MAX_TRANSACTION), MAX_PAYLOAD);
});

test("every single flipped bit is noticed, in the zeros after the frame too", () => {
	const frame = sealed(21);
	const transaction = new Uint8Array(frame.length + 12);
	transaction.set(frame);
	assert.is(judgeFrame(transaction, transaction.length), 21);
	for (let bit = 0; bit < transaction.length * 8; bit++) {
		transaction[bit >> 3] ^= 1 << (bit & 7);
		assert.is(judgeFrame(transaction, transaction.length), DAMAGED, `bit ${bit}`);
		transaction[bit >> 3] ^= 1 << (bit & 7);
	}
});

test("any two and three flipped bits of a short frame are noticed", () => {
	const frame = sealed(3);
	const bits = frame.length * 8;
	const flip = (bit: number): void => {
		frame[bit >> 3] ^= 1 << (bit & 7);
	};
	for (let a = 0; a < bits; a++) {
		flip(a);
		for (let b = 0; b < a; b++) {
			flip(b);
			if (judgeFrame(frame, frame.length) !== DAMAGED) assert.unreachable(`bits ${a} ${b}`);
			for (let c = 0; c < b; c++) {
				flip(c);
				if (judgeFrame(frame, frame.length) !== DAMAGED) assert.unreachable(`bits ${a} ${b} ${c}`);
				flip(c);
			}
			flip(b);
		}
		flip(a);
	}
	assert.is(judgeFrame(frame, frame.length), 3);
});

test("a frame that is cut, shifted, too long or not a multiple of four is damaged", () => {
	const frame = sealed(8);
	assert.is(judgeFrame(frame, frame.length - 4), DAMAGED);
	assert.is(judgeFrame(frame.subarray(1), frame.length - 1), DAMAGED);
	assert.is(judgeFrame(frame, 4), DAMAGED);
	assert.is(judgeFrame(frame, 0), DAMAGED);
	const long = new Uint8Array(MAX_TRANSACTION + 4);
	long.set(frame);
	assert.is(judgeFrame(long, MAX_TRANSACTION), 8);
	assert.is(judgeFrame(long, MAX_TRANSACTION + 4), DAMAGED);
	assert.is(judgeFrame(long, frame.length + 1), DAMAGED);
});

test("padding that is not zero is damage, though its CRC is right", () => {
	const frame = sealed(5);
	frame[4 + 5] = 1;
	const crc = crc32(frame, 0, 12);
	for (let i = 0; i < 4; i++) frame[12 + i] = crc >>> (8 * i);
	assert.is(judgeFrame(frame, frame.length), DAMAGED);
	frame[2] = 6; // now it is payload
	const again = crc32(frame, 0, 12);
	for (let i = 0; i < 4; i++) frame[12 + i] = again >>> (8 * i);
	assert.is(judgeFrame(frame, frame.length), 6);
});

test("lines stuck at 0 or at 1 never make a frame", () => {
	for (const level of [0x00, 0xff])
		for (let length = 0; length <= 64; length++)
			assert.is(judgeFrame(new Uint8Array(length).fill(level), length), DAMAGED);
});

test.run();
