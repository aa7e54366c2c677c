import { UsageError } from "./commands/command";

/** Where an MQTT broker listens. */
export interface BrokerAddress {
	host: string;
	port: number;
	/** The same as "mqtt://host:port", for people and for MQTT.js. */
	url: string;
}

export const MQTT_PORT = 1883;
export const MQTTS_PORT = 8883;

/** Reads "mqtt://host:port", "host:port" or "host", and mqtts://… where `secure` is given; throws UsageError for anything else. */
export function parseBrokerAddress(text: string, secure = false): BrokerAddress {
	const wrong = (why: string) =>
		new UsageError(`--broker is ${JSON.stringify(text)}: ${why}; it must look like mqtt://host:${MQTT_PORT}`);
	const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1].toLowerCase();
	const isSecure = secure && scheme === "mqtts";
	if (scheme !== undefined && scheme !== "mqtt" && !isSecure)
		throw wrong(`${scheme} is not supported, only mqtt ${secure ? "and mqtts are" : "is"}`);
	let url: URL;
	try {
		url = new URL(scheme ? text : `mqtt://${text}`);
	} catch {
		throw wrong("that is not an address");
	}
	if (url.username || url.password) throw wrong("user and password are not supported here");
	if (!url.hostname || (url.pathname !== "" && url.pathname !== "/") || url.search || url.hash)
		throw wrong("that is not an address");
	const port = url.port === "" ? (isSecure ? MQTTS_PORT : MQTT_PORT) : Number(url.port);
	if (port === 0) throw wrong("port 0 cannot be reached");
	return {
		host: url.hostname.replace(/^\[|\]$/g, ""),
		port,
		url: `${isSecure ? "mqtts" : "mqtt"}://${url.hostname}:${port}`,
	};
}
