// modules/crypt/ssl/ssl_cert.js of the SDK; not in @moddable/typings 5.6.0.

declare class CertificateManager {
	/**
	 * Whether the broker is the one it should be; the first certificate (DER) is its own.
	 * @param options the session's: `secure` of the socket, and the broker's name
	 */
	verify(
		certificates: Uint8Array[],
		options: { tls_server_name?: string; authority: ArrayBufferLike; isTrusted?: boolean },
	): boolean;
	/** Whether a certificate, as x509 reads it, was signed with this key. Throws for keys and signatures that it does not know. */
	_verify(key: object, certificate: { readonly tbs: Uint8Array }): boolean;
}
export default CertificateManager;
