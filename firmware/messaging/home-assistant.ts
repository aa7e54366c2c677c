import type { Birth, Result } from "./messages";
import { type DeviceTopics, Status } from "./topics";
import { utf8Bytes } from "./utf8";

/** Topic of the retained discovery message: `prefix` is Home Assistant's own, "homeassistant" unless it was changed there. */
export function discoveryTopic(prefix: string, device: string): string {
	return `${prefix}/device/cim-${device}/config`;
}

/** Home Assistant's birth message comes here: discovery is to be published again. */
export function homeAssistantStatus(prefix: string): string {
	return `${prefix}/status`;
}

/** Where the mirror of the newest result is. */
export function mirrorTopic({ base }: DeviceTopics): string {
	return `${base}mirror`;
}

/**
 * Device discovery (Home Assistant 2024.11 and later): one device with its verdict, quality and newest image. Its templates
 * read JSON, not CBOR, so they read the mirror.
 */
export function discovery(device: string, topics: DeviceTopics, birth: Birth): Uint8Array {
	const id = `cim-${device}`;
	const state_topic = mirrorTopic(topics);
	const sensor = (key: string, name: string, more: object) => ({
		p: "sensor",
		name,
		unique_id: `${id}-${key}`,
		state_topic,
		value_template: `{{ value_json.${key} }}`,
		...more,
	});
	return json({
		dev: { ids: [id], name: device, mf: "cim-edge", mdl: birth.chip || "cim-edge", sw: birth.firmware },
		o: { name: "cim-edge", sw: birth.firmware },
		availability_topic: topics.status,
		availability_template: `{{ '${Status.online}' if value == '${Status.online}' else '${Status.offline}' }}`,
		payload_available: Status.online,
		payload_not_available: Status.offline,
		cmps: {
			text: sensor("text", "Verdict", { icon: "mdi:eye" }),
			kind: sensor("kind", "Kind", { entity_category: "diagnostic" }),
			margin: sensor("margin", "Least margin", { entity_category: "diagnostic", state_class: "measurement" }),
			snr: sensor("snr", "Signal to noise", {
				entity_category: "diagnostic",
				state_class: "measurement",
				unit_of_measurement: "dB",
			}),
			frame: {
				p: "image",
				name: "Frame",
				unique_id: `${id}-frame`,
				image_topic: `${topics.base}frame`,
				content_type: "image/png",
			},
		},
	});
}

/** What Home Assistant is shown of a result. */
export function mirror({ kind, text, margins, snr, sequence }: Result): Uint8Array {
	let margin = 255;
	for (let i = 0; i < margins.length; i++) margin = Math.min(margin, margins[i]);
	return json({ text, kind, margin: margins.length > 0 ? margin : 0, snr: snr / 10, sequence });
}

function json(value: object): Uint8Array {
	return utf8Bytes(JSON.stringify(value));
}
