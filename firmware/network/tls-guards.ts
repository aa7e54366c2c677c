// What the SDK's TLS lacks, put into its classes while they are preloaded: afterwards they are read-only.
import CertificateManager from "ssl/cert";
import Session from "ssl/session";
import X509, { type Key } from "x509";
import { type Certificate, refusal } from "./certificate-chain";
import { guardHandshakes } from "./guarded-session";

/** Object identifier of the extension. */
const BASIC_CONSTRAINTS = [2, 5, 29, 19];
const DNS_NAME = 2;
const ADDRESS = 7;
const IPV4_BYTES = 4;
/** DER of a boolean that is true. */
const TRUE = [1, 1, 255];
/** Of RSA keys with a smaller one, signatures can be forged: the SDK does not look at what follows the hash. */
const LEAST_EXPONENT = 65_537n;
/** RSA with SHA-256, 384, 512; ECDSA with the same. MD5 and SHA-1 are broken. */
const SIGNATURES = [
	"1,2,840,113549,1,1,11",
	"1,2,840,113549,1,1,12",
	"1,2,840,113549,1,1,13",
	"1,2,840,10045,4,3,2",
	"1,2,840,10045,4,3,3",
	"1,2,840,10045,4,3,4",
];

/** A certificate in DER, read and checked with the SDK's arithmetic. */
class SDKCertificate implements Certificate {
	readonly names: readonly string[];
	readonly from: number;
	readonly to: number;
	readonly isAuthority: boolean;
	readonly #bytes: Uint8Array;
	readonly #manager: CertificateManager;

	constructor(bytes: Uint8Array, manager: CertificateManager) {
		this.#bytes = bytes;
		this.#manager = manager;
		const { from, to } = X509.decodeTBS(X509.decode(bytes).tbs).validity;
		this.from = from;
		this.to = to;
		this.names = namesIn(bytes);
		this.isAuthority = maySign(bytes);
	}

	isSignedBy(issuer: SDKCertificate): boolean {
		try {
			const signed = X509.decode(this.#bytes);
			const key = X509.decodeSPKI(issuer.#bytes);
			return SIGNATURES.includes(String(signed.algo)) && isStrong(key) && this.#manager._verify(key, signed) === true;
		} catch {
			// a key of another kind than the signature
			return false;
		}
	}
}

function isStrong({ exponent = LEAST_EXPONENT }: Key): boolean {
	return exponent >= LEAST_EXPONENT;
}

function namesIn(bytes: Uint8Array): string[] {
	const names: string[] = [];
	for (const { tag, value } of X509.decodeSAN(bytes) ?? []) {
		if (tag === DNS_NAME) names.push(value as string);
		else if (tag === ADDRESS && (value as ArrayBuffer).byteLength === IPV4_BYTES)
			names.push(new Uint8Array(value as ArrayBuffer).join("."));
	}
	return names;
}

/** The extension is a sequence; that it may sign is its first member, or absent. */
function maySign(bytes: Uint8Array): boolean {
	const extension = X509.decodeExtension(bytes, BASIC_CONSTRAINTS);
	if (!extension) return false;
	const der = new Uint8Array(extension);
	return TRUE.every((byte, n) => der[2 + n] === byte);
}

/**
 * Called once a handshake, with what the broker sent. Of SDK 8.2.3's own check a broker passes with a certificate that nobody
 * signed, if it sends the authority's after it, and anybody's certificate may sign another.
 */
CertificateManager.prototype.verify = function (certificates, options): boolean {
	const chain = certificates.map(bytes => new SDKCertificate(bytes, this));
	const authority = new SDKCertificate(new Uint8Array(options.authority), this);
	// biome-ignore lint/style/noRestrictedGlobals: the SDK calls this, so that no clock can be handed in
	const words = refusal(chain, authority, options.tls_server_name ?? "", Date.now());
	if (words) throw new Error(words);
	options.isTrusted = true;
	return true;
};

guardHandshakes(Session.prototype);
