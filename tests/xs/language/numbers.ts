import { type Checks, same } from "./check";

export const checks: Checks = {
	"integers of 32 bits go round"() {
		same((0x7fffffff + 1) | 0, -2147483648);
		same(-1 >>> 0, 4294967295);
		same(-17 >> 2, -5);
		same(1 << 33, 2);
		same(~7 ^ 1, -7);
		same((-5 % 3) + 10, 8);
	},
	"Math.imul and Math.clz32"() {
		same(Math.imul(0x85ebca6b | 0, 0xc2b2ae35 | 0), -775183833);
		same(Math.imul(65_537, 65_537), 131_073);
		same(Math.clz32(1), 31);
		same(Math.clz32(0), 32);
	},
	"sums beyond 32 bits are exact up to 2^53"() {
		let sum = 0x7fffffff;
		for (let i = 0; i < 22; i++) sum += sum;
		same(sum, 9_007_199_250_546_688);
		same(Number.MAX_SAFE_INTEGER, 9_007_199_254_740_991);
	},
	"doubles: exactly rounded + - * / and square root"() {
		same(0.1 + 0.2, 0.30000000000000004);
		same(1 / 3, 0.3333333333333333);
		same(Math.sqrt(3), 1.7320508075688772);
		same(4.35 * 100, 434.99999999999994);
		same(5e-324 / 2, 0);
		same(1e308 * 10, Number.POSITIVE_INFINITY);
	},
	"not a number is no number"() {
		const nan = Number.NaN;
		// biome-ignore lint/suspicious/noSelfCompare: what is checked
		same(nan === nan, false);
		same(Object.is(nan, nan), true);
		same(nan < 1 || nan >= 1, false);
		same(Math.max(1, nan), nan);
		same(nan | 0, 0);
	},
	rounding() {
		same(Math.round(2.5), 3);
		same(Math.round(-2.5), -2);
		same(Math.trunc(-2.7), -2);
		same(Math.floor(-2.1), -3);
		same(Math.ceil(2.1), 3);
		same(Math.fround(0.1), 0.10000000149011612);
		same(2_147_483_648.5 | 0, -2147483648);
	},
	"numbers to text and back"() {
		same(String(1e21), "1e+21");
		same((255).toString(16), "ff");
		same((0.000001234).toString(), "0.000001234");
		same((12.345).toFixed(2), "12.35");
		same(Number("0x1f"), 31);
		same(Number.parseInt("12px", 10), 12);
		same(Number.parseFloat("1.5e3x"), 1500);
		same(Number(" 12 "), 12);
		same(Number(""), 0);
	},
	"what is a whole number"() {
		same(Number.isInteger(5), true);
		same(Number.isInteger(5.5), false);
		same(Number.isInteger("5" as unknown), false);
		same(Number.isSafeInteger(2 ** 53), false);
		same(Number.isFinite(Number.POSITIVE_INFINITY), false);
	},
	"operators bind as they should"() {
		same(1 + 2 * 3 - (4 / 2) * 2, 3);
		same((1 | 2) === 3 && !(1 > 2), true);
		let n = 1;
		const post = n++ + ++n;
		same(post, 4);
	},
};
