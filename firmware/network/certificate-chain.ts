/** What is looked at in a certificate (X.509, RFC 5280). */
export interface Certificate {
	/** Names and addresses (subjectAltName): host names in any case, one `*` at most in the first place; IPv4 as text. */
	readonly names: readonly string[];
	/** Milliseconds since 1970-01-01 UTC. */
	readonly from: number;
	readonly to: number;
	/** Basic constraints (RFC 5280 section 4.2.1.9): it may sign others. */
	readonly isAuthority: boolean;
	/** Whether this one was signed with the key of that one. */
	isSignedBy(issuer: Certificate): boolean;
}

/** More between a broker and its authority is not read: each costs a signature's arithmetic. */
const LONGEST = 4;
/** Somebody whose clock stands before this one was built has not set it: 2026-01-01 UTC, milliseconds. */
const CLOCK_IS_SET = 1_767_225_600_000;

/**
 * Why a broker with these certificates is not the one it should be; undefined when it is: the first has the name and is valid
 * now, each is signed by the next, all but the first may sign, and one of them is signed by the authority.
 * @param chain the broker's own first, at most four
 * @param now milliseconds since 1970-01-01 UTC
 */
export function refusal(
	chain: readonly Certificate[],
	authority: Certificate,
	name: string,
	now: number,
): string | undefined {
	if (chain.length === 0 || chain.length > LONGEST) return `${chain.length} certificates, 1 to ${LONGEST} are read`;
	if (!hasName(chain[0], name)) return `the certificate is not that of ${name}`;
	const late = dates(authority, now, "the authority's certificate");
	if (late) return late;
	for (const [n, certificate] of chain.entries()) {
		if (n > 0 && !certificate.isAuthority) return "the certificate is signed by one that may not sign";
		if (n > 0 && !chain[n - 1].isSignedBy(certificate)) return "the certificate is not signed by the next one";
		const dated = dates(certificate, now, "the certificate");
		if (dated) return dated;
		if (certificate.isSignedBy(authority)) return undefined;
	}
	return "the certificate is not signed by the authority";
}

function dates({ from, to }: Certificate, now: number, what: string): string | undefined {
	if (now >= from && now <= to) return undefined;
	if (now < CLOCK_IS_SET) return "the clock is not set, and certificates have dates";
	return now < from ? `${what} is not valid yet` : `${what} has expired`;
}

/** RFC 6125 section 6.4: labels without regard to case, a wildcard is the whole first label. */
function hasName({ names }: Certificate, wanted: string): boolean {
	const name = wanted.toLowerCase();
	if (name === "") return false;
	const dot = name.indexOf(".");
	for (const given of names) {
		const candidate = given.toLowerCase();
		if (candidate === name) return true;
		if (candidate.startsWith("*.") && dot > 0 && !isAddress(name) && candidate.slice(1) === name.slice(dot))
			return true;
	}
	return false;
}

function isAddress(name: string): boolean {
	return /^[0-9.]+$/.test(name);
}
