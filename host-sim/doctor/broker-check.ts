import { MQTT_PORT } from "../broker-address";
import type { Machine } from "../machine/machine";
import { type Finding, installAdvice, missing, ok, programVersion, wrong } from "./check";

/** MQTT 3.1.1 CONNECT, section 3.1: clean session, keep-alive 5 s, an empty client identifier (the broker gives one). */
const CONNECT = new Uint8Array([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 5, 0, 0]);
const CONNACK = 0x20;
/** Bad user name or password; not authorised (table 3.1). */
const WANTS_LOGIN = [4, 5];

const OPEN_IT = 'two lines in its configuration: "listener 1883" and "allow_anonymous true"';

/** Whether a board can find a broker on this machine: one that listens here only is no use to it. */
export async function lookForBroker(machine: Machine): Promise<Finding> {
	const here = await askBroker(machine, "127.0.0.1");
	if (here === undefined) {
		const version = await programVersion(machine, "mosquitto", "-h");
		return missing(
			version === undefined
				? `${installAdvice(machine, "mosquitto", "brew install mosquitto")}; or flash with --broker <another computer>`
				: `start mosquitto, with ${OPEN_IT}`,
			version ? `mosquitto ${version}, not running` : "",
		);
	}
	if (here === "stranger") return wrong("something else listens there", "end it, or flash with --broker <host>:<port>");
	const [address] = machine.addresses;
	if (address === undefined)
		return wrong("answers here", "this computer has no network address that a board could reach");
	if ((await askBroker(machine, address)) === undefined)
		return wrong(`answers on 127.0.0.1, not on ${address}`, `let it listen to the network: ${OPEN_IT}`);
	if (here === "login") return ok(`${address}:${MQTT_PORT}, with a password: flash with --user and --broker-password`);
	return ok(`${address}:${MQTT_PORT}`);
}

/** Undefined when nobody listens there. */
async function askBroker(machine: Machine, host: string): Promise<"open" | "login" | "stranger" | undefined> {
	const answer = await machine.ask(host, MQTT_PORT, CONNECT);
	if (answer === undefined) return undefined;
	if (answer.length < 4 || answer[0] !== CONNACK || answer[1] !== 2) return "stranger";
	return WANTS_LOGIN.includes(answer[3]) ? "login" : "open";
}
