import { readFileSync } from "node:fs";
import type { CborValue } from "../../firmware/messaging/cbor-value";
import { decodeCbor } from "../../firmware/messaging/cbor-value";
import { parseTopic } from "../../firmware/messaging/topics";
import { Cddl } from "../../host-sim/cddl";

export const schema = new Cddl(readFileSync(new URL("../../firmware/messaging/schema.cddl", import.meta.url), "utf8"));

/** Rules of schema.cddl whose topic has the rule's own name. */
const NAMED = new Set(["birth", "result", "history", "gap", "metrics"]);

/**
 * Checks a message of any device, or to one, against schema.cddl; returns its rule. An empty one clears what was retained: it is
 * no message. Throws Error where there is no rule for its topic, or the rule is broken.
 */
export function checkMessage(topic: string, payload: Uint8Array): string {
	const [rule, value] = ruleAndValue(topic, payload);
	if (payload.length === 0) return rule;
	const fault = schema.check(rule, value());
	if (fault) throw new Error(`${topic} is no ${rule}: ${fault}`);
	return rule;
}

function ruleAndValue(topic: string, payload: Uint8Array): [rule: string, value: () => CborValue] {
	const cbor = () => decodeCbor(payload);
	const words = () => Buffer.from(payload).toString("utf8");
	if (/^homeassistant\/device\/cim-[a-z0-9-]+\/config$/.test(topic)) return ["discovery", () => fromJson(words())];
	const { name = "" } = parseTopic(topic) ?? {};
	if (NAMED.has(name)) return [name, cbor];
	if (name === "status") return ["status", words];
	if (name === "mirror") return ["mirror", () => fromJson(words())];
	if (name === "frame") return ["frame", () => payload];
	if (name === "config/reported") return ["reported", cbor];
	if (name === "config/desired") return ["desired", cbor];
	if (/^cmd\/[^/]+$/.test(name)) return ["command", cbor];
	// to a command that nobody has, too
	if (/^ack\/[^/]+$/.test(name)) return ["answer", cbor];
	if (/^log\/(error|warning|info)$/.test(name)) return ["log-line", words];
	throw new Error(`schema.cddl knows no message for the topic ${topic}`);
}

/** JSON as the CBOR with the same meaning. */
function fromJson(text: string): CborValue {
	const convert = (value: unknown): CborValue => {
		if (Array.isArray(value)) return value.map(convert);
		if (typeof value === "object" && value !== null)
			return new Map(Object.entries(value).map(([key, item]) => [key, convert(item)]));
		return value as CborValue;
	};
	return convert(JSON.parse(text));
}
