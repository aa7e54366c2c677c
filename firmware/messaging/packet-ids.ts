import { MqttError } from "./mqtt-error";

/** Messages of QoS 2 that a broker may have under way to us at once. */
const MAXIMUM = 256;

/**
 * Identifiers of QoS 2 messages that were taken and not yet released (MQTT 3.1.1, 4.3.3): part of the session's state, so one
 * set outlives the connections of a session.
 */
export class PacketIds {
	readonly #ids: number[] = [];

	/** Notes an identifier; false when it is noted already: the message is one we have. Throws MqttError when there are too many. */
	add(id: number): boolean {
		if (this.#ids.includes(id)) return false;
		if (this.#ids.length === MAXIMUM)
			throw new MqttError("mqtt-protocol", `the broker sent ${MAXIMUM} QoS 2 messages and released none`);
		this.#ids.push(id);
		return true;
	}

	remove(id: number): void {
		const at = this.#ids.indexOf(id);
		if (at >= 0) this.#ids.splice(at, 1);
	}

	clear(): void {
		this.#ids.length = 0;
	}
}
