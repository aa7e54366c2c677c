import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect } from "node:tls";
import type { TCPOptions } from "../../firmware/hardware";
import { NodeTCP } from "./tcp";

/** What a TLS connection needs beyond TCP; handed to the session as `socket`. PEM. */
export interface TLSOptions {
	/** Certificate of the authority that the broker's is signed by; Node's own authorities without it. */
	ca?: string | Buffer;
	/** Own certificate and key, where the broker wants to see one. */
	cert?: string | Buffer;
	key?: string | Buffer;
	/** Name that the broker's certificate must have; the host's where absent. */
	serverName?: string;
}

/**
 * The ECMA-419 TLS socket class pattern on Node. The broker's certificate must be signed by the authority and have the server's
 * name: there is no way to switch either off.
 */
export class NodeTLS extends NodeTCP {
	protected override open(options: TCPOptions & TLSOptions): Socket {
		const { address, host = address, port, nodelay = false, ca, cert, key } = options;
		const serverName = options.serverName ?? host;
		const socket = connectTcp({ host: address, port, noDelay: nodelay, autoSelectFamily: false });
		const secure = connect({
			socket,
			// An address is no server name (RFC 6066 §3); it is checked against the certificate's addresses all the same.
			...(isIP(serverName) ? { host: serverName } : { servername: serverName, host: serverName }),
			ca,
			cert,
			key,
			minVersion: "TLSv1.2",
			rejectUnauthorized: true,
		});
		socket.on("error", error => secure.destroy(error));
		return secure;
	}

	protected override get opened(): "connect" | "secureConnect" {
		return "secureConnect";
	}
}
