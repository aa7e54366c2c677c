import { checkSettings, defaultSettings, type Settings } from "../config";
import type { KeyValueStore } from "../hardware";

/** All that a device is told from outside. */
export interface DeviceSettings extends Settings {
	/** Somebody gave the device its name; it is the default otherwise. */
	isNamed: boolean;
	/** Without a name there is no Wi-Fi. */
	wifi: { ssid: string; password: string };
	/** Time server (NTP); "" for none. */
	timeServer: string;
	/** Name of the model's resource. */
	model: string;
}

/** What is needed of the ECMA-419 key-value storage. */
export interface KeyValueStorage {
	/** Throws where there is no such domain and none can be made. */
	open(options: { path: string; format: "string" }): Pick<KeyValueStore, "read">;
}

/** The same storage for values that are bytes. */
export interface BufferStorage {
	open(options: { path: string; format: "buffer" }): KeyValueStore;
}

/** Domain of the settings in the store. */
const DOMAIN = "cim-edge";

type Value = string | number;
interface Field {
	/** Name in mc/config and in the store (at most 15 characters there). */
	name: string;
	kind: "text" | "number";
	apply(settings: DeviceSettings, value: Value): void;
}

const text = (name: string, set: (settings: DeviceSettings, value: string) => void): Field => ({
	name,
	kind: "text",
	apply: (settings, value) => set(settings, value as string),
});
const number = (name: string, set: (settings: DeviceSettings, value: number) => void): Field => ({
	name,
	kind: "number",
	apply: (settings, value) => set(settings, value as number),
});

/** What an installation sets: by the build (mc/config), and after that by the device's own store. */
const FIELDS: readonly Field[] = Object.freeze([
	text("device", (settings, value) => {
		settings.device = value;
		settings.isNamed = true;
	}),
	text("broker", (settings, value) => (settings.broker.host = value)),
	number("port", (settings, value) => (settings.broker.port = value)),
	text("user", (settings, value) => (settings.broker.user = value || undefined)),
	text("brokerPassword", (settings, value) => (settings.broker.password = value || undefined)),
	number("keepAlive", (settings, value) => (settings.broker.keepAlive = value)),
	number("seed", (settings, value) => (settings.seed = value)),
	number("events", (settings, value) => (settings.events = value === 1)),
	number("heartbeat", (settings, value) => (settings.heartbeat = value)),
	number("retry", (settings, value) => (settings.retry = value)),
	text("ssid", (settings, value) => (settings.wifi.ssid = value)),
	text("password", (settings, value) => (settings.wifi.password = value)),
	text("timeServer", (settings, value) => (settings.timeServer = value)),
]);

/** What the board sets: wiring and sensor belong to the build, not to the store. */
const BOARD_GROUPS = Object.freeze({
	camera: Object.freeze(["width", "height", "imageType", "interval", "exposure", "testPattern"]),
	accelerator: Object.freeze(["hz", "clock", "in", "out", "port", "select", "interrupt", "reset"]),
});
/** The one that is no number. */
const TEST_PATTERN = "testPattern";

/**
 * The defaults, overridden by the build's `config`, overridden by the store. Each value is checked by itself: a wrong one is
 * named in the log and has no effect.
 */
export function readDeviceSettings(
	config: Readonly<Record<string, unknown>>,
	storage: KeyValueStorage,
	log: (line: string) => void,
): DeviceSettings {
	const store = openStore(storage, log);
	let settings: DeviceSettings = {
		...copy(defaultSettings),
		isNamed: false,
		wifi: { ssid: "", password: "" },
		timeServer: "",
		model: String(config.model ?? ""),
	};
	const attempt = (from: string, name: string, apply: (candidate: DeviceSettings) => void): void => {
		const candidate = { ...copy(settings), wifi: { ...settings.wifi } };
		try {
			apply(candidate);
			checkSettings(candidate);
			checkWifi(candidate);
			settings = candidate;
		} catch (error) {
			log(`${from}: ${name} is ignored: ${error instanceof Error ? error.message : String(error)}`);
		}
	};
	for (const name in BOARD_GROUPS) {
		const group = name as keyof typeof BOARD_GROUPS;
		const given = config[group];
		if (typeof given !== "object" || given === null) continue;
		for (const key of BOARD_GROUPS[group]) {
			const value = (given as Record<string, unknown>)[key];
			if (value === undefined) continue;
			attempt("mc/config", `${group}.${key}`, candidate => {
				const kind = key === TEST_PATTERN ? "boolean" : "number";
				if (typeof value !== kind)
					throw new Error(kind === "number" ? "it must be a number" : "it must be true or false");
				(candidate[group] as Record<string, unknown>)[key] = value;
			});
		}
	}
	for (const field of FIELDS) {
		const { name, apply } = field;
		const built = config[name];
		if (built !== undefined && built !== "")
			attempt("mc/config", name, candidate => apply(candidate, fieldValue(field, built)));
		attempt("key-value store", name, candidate => {
			const stored = store?.read(name);
			if (stored !== undefined) apply(candidate, fieldValue(field, stored));
		});
	}
	return settings;
}

function openStore(storage: KeyValueStorage, log: (line: string) => void): Pick<KeyValueStore, "read"> | undefined {
	try {
		return storage.open({ path: DOMAIN, format: "string" });
	} catch (error) {
		log(`key-value store: ${String(error)}; the build's settings hold`);
		return undefined;
	}
}

/** mcconfig's command line and the store know text only: a number may come as one. */
function fieldValue({ kind }: Field, given: unknown): Value {
	if (kind === "text") {
		if (typeof given !== "string") throw new Error("it must be text");
		return given;
	}
	if (typeof given === "number") return given;
	if (typeof given === "string" && /^\d{1,10}$/.test(given)) return Number(given);
	throw new Error("it must be a whole number");
}

/** IEEE 802.11: a network's name has at most 32 bytes; WPA2: a passphrase 8 to 63 characters, or none at all. */
function checkWifi({ wifi: { ssid, password } }: DeviceSettings): void {
	if (ssid.length > 32) throw new Error("a network's name has at most 32 characters");
	if (password.length > 64 || (password.length > 0 && password.length < 8))
		throw new Error("a Wi-Fi password has 8 to 64 characters");
}

function copy<S extends Settings>(settings: S): S {
	const { broker, camera, accelerator } = settings;
	return { ...settings, broker: { ...broker }, camera: { ...camera }, accelerator: { ...accelerator } };
}
