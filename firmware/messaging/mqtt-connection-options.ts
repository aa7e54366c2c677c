import type { CimError } from "../errors";
import type { Clock, TCPClass, Timers } from "../hardware";
import type { ConnectOptions } from "./mqtt-packet";
import type { IncomingPacket } from "./mqtt-parser";
import type { PacketIds } from "./packet-ids";

export interface MqttConnectionOptions extends ConnectOptions {
	/** Any ECMA-419 TCP class, TLS included. */
	io: TCPClass;
	/** Further options of that class (TLS: certificates). */
	socket?: object;
	/** IP address of the broker. */
	address: string;
	/** Its name: what a TLS class checks the certificate against. */
	host?: string;
	port: number;
	timers: Timers;
	clock: Clock;
	/** Milliseconds until the broker must have accepted the connection. */
	connectTimeout: number;
	/** Milliseconds until an answer must have come. */
	stallTimeout: number;
	/** Largest packet received, bytes. */
	packetLimit: number;
	/** QoS 2 messages under way to us: it belongs to the session and outlives the connection. */
	incoming: PacketIds;
	onConnected(sessionPresent: boolean): void;
	/** The packet and its payload last until the callback returns. QoS 1 and 2 are acknowledged after that. */
	onMessage(packet: IncomingPacket): void;
	/** A message was larger than packetLimit: it is acknowledged and dropped. */
	onOversized(topic: string): void;
	/** PUBREC for `id`: the message must not be sent again, only released. */
	onReceived(id: number): void;
	/** PUBACK or PUBCOMP for `id`; `type` tells which. */
	onAcknowledged(id: number, type: number): void;
	/** SUBACK: the granted QoS of each filter, or 0x80 when refused; the array lasts until the callback returns. */
	onSubscribed(id: number, granted: Uint8Array): void;
	onUnsubscribed?(id: number): void;
	/** All that was handed over is with the socket. */
	onDrained(): void;
	/** The connection is gone; no callback follows. */
	onClosed(reason: CimError): void;
}
