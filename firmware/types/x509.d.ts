// modules/crypt/etc/x509.js of the SDK; not in @moddable/typings 5.6.0. Bytes are DER.

/** A public key; `exponent`: of RSA. */
export interface Key {
	readonly exponent?: bigint;
}

declare const X509: {
	/** `algo`: object identifier of the signature's algorithm. */
	decode(certificate: Uint8Array): { readonly tbs: Uint8Array; readonly algo: Uint32Array };
	/** Milliseconds since 1970-01-01 UTC. */
	decodeTBS(tbs: Uint8Array): { validity: { from: number; to: number } };
	decodeSPKI(certificate: Uint8Array): Key;
	/** Subject alternative names: text with tag 2, addresses as bytes with tag 7. */
	decodeSAN(certificate: Uint8Array): { tag: number; value: string | ArrayBuffer }[] | undefined;
	/** The extension's value. */
	decodeExtension(certificate: Uint8Array, identifier: readonly number[]): ArrayBuffer | undefined;
};
export default X509;
