import type { QoS } from "../../firmware/messaging/mqtt-packet";

/**
 * One conversation between a client and a broker at byte level. Bytes are written as in tests/support/fake-broker.ts:
 * hexadecimal, and text in quotes: "30 04 0001 'a' '1'".
 */
export interface ClientCase {
	name: string;
	options?: CaseOptions;
	/** What follows CONNECT and an accepting CONNACK; with `greet: false`, all of it. */
	steps: Step[];
	greet?: false;
	/** It takes more than one connection: a session is under test, not one connection. */
	session?: true;
	/** Why it is not run against MQTT.js. */
	oursOnly?: string;
}

export interface CaseOptions {
	id?: string;
	clean?: boolean;
	/** Seconds. */
	keepAlive?: number;
	user?: string;
	password?: string;
	will?: { topic: string; message: string; QoS?: QoS; retain?: boolean };
	/** Bytes; ours only. */
	packetLimit?: number;
	/** Bytes that the socket takes at once; ours only. */
	window?: number;
}

export type Step =
	/** The next packet from the client is exactly this one. */
	| { expect: string }
	/** Nothing comes from the client. */
	| { silence: true }
	| { send: string; chunk?: number }
	| { publish: string; payload?: string; QoS?: QoS; retain?: boolean; as?: string; parts?: number[] }
	| { subscribe: Record<string, QoS>; as?: string }
	| { unsubscribe: string[]; as?: string }
	| { disconnect: true }
	/** The next thing the client tells its user. */
	| { told: string }
	/** The client has given the connection up. */
	| { closed: true }
	| { hangUp: true }
	/** It comes again: what follows happens on a new connection. */
	| { again: true }
	/** Virtual milliseconds pass. */
	| { advance: number };
