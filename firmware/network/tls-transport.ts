import Resource from "Resource";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { TCPClass, TCPOptions } from "../hardware";
import { guardedTCP } from "./guarded-tcp";
import "./tls-guards";
import type { Transport } from "./transport";

/** Resources of the build, DER: the authority that the broker's certificate is signed by, and the device's own, if it has any. */
const AUTHORITY = "ca.der";
const OWN = "device.der";
const OWN_KEY = "device.key.der";

/**
 * TLS 1.2 with the broker's name and authority checked (the name is that of the setting `broker`: the session hands it to the
 * socket as `host`). The clock must be set first: certificates have dates.
 */
export function transport(TCP: TCPClass): Transport {
	// the SDK's cache of sessions would do without the broker's certificate the second time
	const secure: Record<string, unknown> = { authority: new Resource(AUTHORITY), cache: false };
	if (Resource.exists(OWN)) {
		secure.clientCertificates = [new Resource(OWN)];
		secure.clientKey = new Resource(OWN_KEY);
	}
	return { TCP: wordedTLS(TCP), socket: { secure } };
}

/** The SDK's TLS sockets say that they failed; these say why, too. */
function wordedTLS(TCP: TCPClass): TCPClass {
	return class extends TLSSocket {
		constructor(options: TCPOptions) {
			let reason: unknown;
			const inner = guardedTCP(TCP, error => {
				reason = error;
			});
			super({ ...options, TCP: { io: inner }, onError: () => options.onError?.(reason) } as TCPOptions);
		}
	};
}
