import { CimError } from "../errors";

/**
 * Why a connection or a message failed:
 * - `mqtt-resolve` the broker's name has no address;
 * - `mqtt-connection` the TCP connection could not be opened, or was closed by the other side;
 * - `mqtt-refused` the broker answered CONNECT with a refusal;
 * - `mqtt-timeout` an answer did not come in time;
 * - `mqtt-protocol` the broker sent what MQTT 3.1.1 does not allow;
 * - `mqtt-closed` the session was closed;
 * - `mqtt-queue-full` a newer message took the place of this one;
 * - `mqtt-rejected` the broker closed the connection each time this message was sent;
 * - `mqtt-lost` a QoS 0 message was under way when the connection ended;
 * - `mqtt-size` the message is larger than this session sends, or than MQTT allows;
 * - `mqtt-option` an option that MQTT does not allow.
 */
export type MqttErrorCode =
	| "mqtt-resolve"
	| "mqtt-connection"
	| "mqtt-refused"
	| "mqtt-timeout"
	| "mqtt-protocol"
	| "mqtt-closed"
	| "mqtt-queue-full"
	| "mqtt-rejected"
	| "mqtt-lost"
	| "mqtt-size"
	| "mqtt-option";

export class MqttError extends CimError {
	declare readonly code: MqttErrorCode;
	/** CONNACK return code when `code` is mqtt-refused (MQTT 3.1.1, table 3.1). */
	readonly returnCode: number;
	constructor(code: MqttErrorCode, words: string, returnCode = 0) {
		super(code, `MQTT: ${words}`);
		this.returnCode = returnCode;
	}
}
