/** On XS, which has no compiler, long loops go round a thirtieth as often (tests/xs). */
const SHARE = "host" in globalThis ? 1 / 30 : 1;

/** How often a loop of a test goes round that goes round `all` times on V8; for what must be met so often, too. */
export function rounds(all: number): number {
	return Math.max(1, Math.floor(all * SHARE));
}
