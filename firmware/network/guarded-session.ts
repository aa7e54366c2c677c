/** What of a TLS session of the SDK (modules/crypt/ssl/session_419.js) is looked at when its handshake is over. */
export interface Session {
	/** True when there is nothing more to shake hands about: it is done, or the other side sent an alert. */
	handshake(socket: object): boolean;
	/** The last alert, a mere goodbye among them. */
	alert?: { level: number; description: number };
	/** What encrypts each direction; null before there is a key. */
	clientCipher: object | null;
	serverCipher: object | null;
	/** Its own copy of what it was made with; `isTrusted` once the broker's certificates were found good. */
	options: { isTrusted?: boolean };
}

/**
 * Lets the sessions of a class speak to nobody but a broker whose certificate was found good. In SDK 8.2.3 an alert ends a handshake
 * as if it had gone well, and what is written then, the password among it, is sent in clear.
 */
export function guardHandshakes(prototype: Session): void {
	const { handshake } = prototype;
	prototype.handshake = function (this: Session, socket: object): boolean {
		if (!handshake.call(this, socket)) return false;
		const { alert, clientCipher, serverCipher, options } = this;
		if (alert) throw new Error(`TLS alert ${alert.description}`);
		if (!options.isTrusted || !clientCipher || !serverCipher) throw new Error("the TLS handshake was cut short");
		return true;
	};
}
