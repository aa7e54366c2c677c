import Resource from "Resource";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { TCPClass } from "../hardware";
import { guardedTCP } from "./guarded-tcp";
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
	const secure: Record<string, unknown> = { certificate: new Resource(AUTHORITY), verify: true };
	if (Resource.exists(OWN)) {
		secure.clientCertificates = [new Resource(OWN)];
		secure.clientKey = new Resource(OWN_KEY);
	}
	return { TCP: TLSSocket, socket: { TCP: { io: guardedTCP(TCP) }, secure } };
}
