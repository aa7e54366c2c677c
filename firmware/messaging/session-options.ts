import type { CimError } from "../errors";
import type { Clock, Resolver, TCPClass, Timers } from "../hardware";
import type { Random } from "../math/random";
import type { Publication } from "./mqtt-packet";

export interface SessionOptions {
	io: TCPClass;
	/** Further options of that class (TLS: certificates). */
	socket?: object;
	resolver: Resolver;
	timers: Timers;
	clock: Clock;
	random: Random;
	/** Name or address of the broker; of several, separated by commas, each attempt takes any one. */
	host: string;
	port: number;
	clientId: string;
	user?: string;
	password?: string;
	/** Seconds between signs of life, 1 to 65535. */
	keepAlive: number;
	/** The broker publishes it when the connection ends without a word. */
	will: Publication;
	/** Published first on every connection, and last before the session closes. */
	greeting: Publication;
	farewell: Publication;
	limits?: Partial<SessionLimits>;
	onOnline(sessionPresent: boolean): void;
	/** The connection was lost, or an attempt failed; the next one begins after `retry` milliseconds. */
	onOffline(reason: CimError, retry: number): void;
	/** The payload is a view that lasts until the callback returns; it may be empty. */
	onMessage(topic: string, payload: Uint8Array, retain: boolean): void;
	/** An exception left a callback given to this session. */
	onFault?(error: unknown): void;
}

/** Times in milliseconds. */
export interface SessionLimits {
	/** Messages waiting to be sent; one more drops the oldest. */
	queue: number;
	/** QoS 1 messages sent and not acknowledged. */
	window: number;
	/** Bytes of a packet, in and out. */
	packet: number;
	/** For the name to be resolved, and again for CONNACK. */
	connectTimeout: number;
	stallTimeout: number;
	/** `close` gives up waiting for acknowledgements after it. */
	closeTimeout: number;
	backoffBase: number;
	backoffLimit: number;
	/** A message is given up when the broker has closed the connection on it so many times. */
	rejections: number;
}

export const defaultLimits: SessionLimits = {
	queue: 32,
	window: 4,
	packet: 4096,
	connectTimeout: 15_000,
	stallTimeout: 10_000,
	closeTimeout: 5_000,
	backoffBase: 500,
	backoffLimit: 30_000,
	rejections: 8,
};
