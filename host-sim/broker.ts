import { readFileSync } from "node:fs";
import { createServer, isIP, type Server, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { Aedes, type Client } from "aedes";
import { CimError } from "../firmware/errors";
import { AccessList, type BrokerUser } from "./broker-access";
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
	/** Subscriptions of one client, at most. */
	subscriptionLimit?: number;
	/** Who may connect, and do what. Without it anybody may do anything, and only on this machine. */
	users?: readonly BrokerUser[];
	/** Milliseconds that a connection may take to say who it is. */
	connectTimeout?: number;
	/** Speaks TLS only. */
	tls?: BrokerTls;
}

/** Files in PEM. */
export interface BrokerTls {
	certificate: string;
	key: string;
	/** Who connects must show a certificate signed by this one; its name (CN) is the user. */
	clientAuthority?: string;
}

/** Milliseconds that a wrong password takes: guessing is slow. */
const WRONG_LOGIN_MS = 1000;
/** CONNACK return codes, MQTT 3.1.1 table 3.1. */
const BAD_LOGIN = 4;

/** Ports tried after the one asked for. */
const FURTHER_PORTS = 20;

/**
 * An MQTT 3.1.1 broker (aedes) in this process, on this machine only unless `host` says otherwise, and then only with users.
 * Everything is kept in memory. Shared subscriptions ($share) are refused: aedes would grant them and deliver nothing.
 * @throws UsersError; CimError `broker-port`, `broker-open`, `broker-tls`
 */
export async function startBroker({
	port: requestedPort,
	host = "127.0.0.1",
	packetLimit = 256 * 1024,
	connectionLimit = 200,
	subscriptionLimit = 32,
	connectTimeout = 10_000,
	users,
	tls,
}: BrokerOptions): Promise<Broker> {
	if (!users && !isLoopback(host))
		throw new CimError("broker-open", `a broker on ${host} can be reached by others: it needs users`);
	const access = users && new AccessList(users);
	/** Who is behind a client, and behind a connection by certificate. */
	const known = new WeakMap<object, BrokerUser>();
	const certificates = new WeakMap<object, string>();
	const userOf = (client: Client | null): BrokerUser | undefined => (client ? known.get(client) : undefined);
	const aedes = await Aedes.createBroker({
		concurrency: 64,
		queueLimit: 64,
		maxInflightInbound: 64,
		maxTopicLevels: 16,
		connectTimeout,
		drainTimeout: 20_000,
		authenticate(client, name, password, done) {
			const proved = certificates.get(client.conn);
			const user = access?.authenticate(client.id, client.clean ?? true, name, password?.toString(), proved);
			if (user) known.set(client, user);
			if (user || !access) done(null, true);
			else
				setTimeout(
					() => done(Object.assign(new Error("bad user name or password"), { returnCode: BAD_LOGIN }), false),
					WRONG_LOGIN_MS,
				).unref();
		},
		authorizePublish(client, packet, done) {
			const user = userOf(client);
			const isEmpty = packet.payload.length === 0;
			const isAllowed = access
				? user && access.mayPublish(user, packet.topic, { retain: packet.retain, isEmpty })
				: true;
			done(isAllowed && !packet.topic.startsWith("$SYS/") ? null : new Error("not allowed"));
		},
		authorizeSubscribe(client, subscription, done) {
			const user = userOf(client);
			const { topic } = subscription;
			const count = Object.keys((client as unknown as { subscriptions: object }).subscriptions).length;
			const isAllowed = access ? user && access.maySubscribe(user, topic) : !topic.startsWith("$share/");
			done(null, isAllowed && count < subscriptionLimit ? subscription : null);
		},
		authorizeForward(client, packet) {
			const user = userOf(client);
			return !access || (user && access.mayReceive(user, packet.topic)) ? packet : null;
		},
	});
	const sockets = new Set<Socket>();
	const take = (socket: Socket): void => {
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
		const name = tls?.clientAuthority && (socket as TLSSocket).getPeerCertificate().subject?.CN;
		if (name) certificates.set(connection, String(name));
		aedes.handle(connection);
	};
	const server = tls ? createTlsServer(tlsOptions(tls), take) : createServer(take);
	server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
	server.maxConnections = connectionLimit;
	let port: number;
	try {
		port = await listen(server, requestedPort, host);
	} catch (error) {
		await new Promise<void>(resolve => aedes.close(() => resolve()));
		throw error;
	}
	return {
		url: `${tls ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
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

function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function tlsOptions({ certificate, key, clientAuthority }: BrokerTls): object {
	try {
		return {
			cert: readFileSync(certificate),
			key: readFileSync(key),
			minVersion: "TLSv1.2",
			...(clientAuthority ? { ca: readFileSync(clientAuthority), requestCert: true, rejectUnauthorized: true } : {}),
		};
	} catch (error) {
		throw new CimError("broker-tls", `a certificate or key cannot be read: ${(error as Error).message}`);
	}
}
