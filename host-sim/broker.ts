import { createServer, type Server, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { Aedes } from "aedes";
import { CimError } from "../firmware/errors";
import { PacketSizeLimit } from "./packet-size-limit";

export interface Broker {
	/** mqtt://host:port */
	url: string;
	port: number;
	/** The port that was asked for; another one where it was taken. */
	requestedPort: number;
	/** Ends all connections and frees the port. */
	close(): Promise<void>;
}

export interface BrokerOptions {
	/** 0 takes any free port. */
	port: number;
	host?: string;
	/** Bytes of a packet, at most. */
	packetLimit?: number;
	connectionLimit?: number;
}

/** Ports tried after the one asked for. */
const FURTHER_PORTS = 20;

/**
 * An MQTT 3.1.1 broker (aedes) in this process, on this machine only unless `host` says otherwise. Everything is kept in
 * memory. Shared subscriptions ($share) are refused: aedes would grant them and deliver nothing.
 */
export async function startBroker({
	port: requestedPort,
	host = "127.0.0.1",
	packetLimit = 256 * 1024,
	connectionLimit = 200,
}: BrokerOptions): Promise<Broker> {
	const aedes = await Aedes.createBroker({
		concurrency: 64,
		queueLimit: 64,
		maxInflightInbound: 64,
		maxTopicLevels: 16,
		connectTimeout: 10_000,
		drainTimeout: 20_000,
		authorizeSubscribe: (_client, subscription, done) =>
			done(null, subscription.topic.startsWith("$share/") ? null : subscription),
	});
	const sockets = new Set<Socket>();
	const server = createServer(socket => {
		sockets.add(socket);
		socket.setNoDelay(true);
		socket.on("close", () => sockets.delete(socket));
		const limit = new PacketSizeLimit(packetLimit);
		// The broker learns of it as an error of the connection; the socket has to go as well.
		limit.on("error", () => socket.destroy());
		socket.on("error", () => limit.destroy());
		const connection = Duplex.from({ readable: socket.pipe(limit), writable: socket }) as Duplex;
		connection.on("error", () => socket.destroy());
		connection.on("close", () => socket.destroySoon());
		aedes.handle(connection);
	});
	server.maxConnections = connectionLimit;
	let port: number;
	try {
		port = await listen(server, requestedPort, host);
	} catch (error) {
		await new Promise<void>(resolve => aedes.close(() => resolve()));
		throw error;
	}
	return {
		url: `mqtt://${host.includes(":") ? `[${host}]` : host}:${port}`,
		port,
		requestedPort,
		async close() {
			const closed = new Promise<void>(resolve => server.close(() => resolve()));
			await new Promise<void>(resolve => aedes.close(() => resolve()));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

async function listen(server: Server, requestedPort: number, host: string): Promise<number> {
	for (let port = requestedPort; ; port++) {
		try {
			await new Promise<void>((resolve, reject) => {
				server.once("error", reject);
				server.listen(port, host, () => {
					server.off("error", reject);
					resolve();
				});
			});
			const address = server.address();
			return typeof address === "object" && address ? address.port : port;
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code !== "EADDRINUSE" || port >= Math.min(requestedPort + FURTHER_PORTS, 65535))
				throw new CimError(
					"broker-port",
					`no broker on ${host}:${requestedPort} (${code}); is the port, or the next ${FURTHER_PORTS}, free?`,
				);
		}
	}
}
