import type { TCPClass } from "../hardware";

/** What carries MQTT: a socket class, and what it needs to know beside address and port. */
export interface Transport {
	TCP: TCPClass;
	socket?: object;
}

/** Plain TCP. manifests/security/tls.json puts tls-transport in this module's place. */
export function transport(TCP: TCPClass): Transport {
	return { TCP };
}
