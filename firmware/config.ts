import { CimError } from "./errors";
import { DEVICE_ID } from "./messaging/topics";

/** Everything that differs from one installation to the next. */
export interface Settings {
	/** Device id: 1 to 23 of a-z, 0-9 and "-"; part of every topic. */
	device: string;
	broker: {
		/** Name or address; of several, separated by commas, each attempt to connect takes any one. */
		host: string;
		port: number;
		user?: string;
		password?: string;
		/** Seconds between signs of life. */
		keepAlive: number;
	};
	camera: {
		width: number;
		height: number;
		/** Image type asked of the camera (sensing/pixels.ts). */
		imageType: number;
		/** Frame rate: least milliseconds from one frame to the next; as the camera gives them where absent. */
		interval?: number;
		/** Exposure against the sensor's own choice, -2 (darker) to 2; that choice where absent. */
		exposure?: number;
		/** The sensor's test picture in the place of the scene. */
		testPattern?: boolean;
	};
	accelerator: {
		/** SPI clock in hertz. */
		hz: number;
		clock: number;
		in: number;
		out: number;
		port: number;
		select: number;
		interrupt: number;
		reset: number;
	};
	/** Seed of a simulated chip's noise; silicon ignores it. */
	seed: number;
	/** Milliseconds until a part that is missing is looked for again. */
	retry: number;
	/** Whether only events are sent (firmware/events), and the accelerator rests while nothing changes; else every frame's verdict. */
	events?: boolean;
	/** Where only events are sent: seconds between signs of life, which are metrics; 300 where absent, 0 for none. */
	heartbeat?: number;
	/**
	 * When results are kept in flash: while they cannot be sent (the default), or always before they are sent, which a power cut
	 * cannot make unsaid but which wears the flash with every frame.
	 */
	outbox?: "offline" | "always";
	/** Home Assistant's discovery prefix ("homeassistant"); absent where there is none. */
	homeAssistant?: string;
}

/** A setting that cannot be used; `code` is "setting". */
export class ConfigError extends CimError {
	constructor(name: string, value: unknown, allowed: string) {
		super("setting", `setting ${name} is ${JSON.stringify(value)}: it must be ${allowed}`);
	}
}

/** What holds where nothing else is said. Pins: Seeed XIAO ESP32S3 Sense. */
export const defaultSettings: Settings = {
	device: "cim-edge",
	broker: { host: "127.0.0.1", port: 1883, keepAlive: 30 },
	camera: { width: 160, height: 120, imageType: 3 },
	accelerator: { hz: 20_000_000, clock: 7, in: 8, out: 9, port: 1, select: 2, interrupt: 3, reset: 4 },
	seed: 1,
	retry: 5000,
};

/** Throws ConfigError for the first setting that cannot be used. */
export function checkSettings(settings: Settings): void {
	if (!DEVICE_ID.test(settings.device))
		throw new ConfigError("device", settings.device, "1 to 23 characters of a-z, 0-9 and -");
	const { host, port, keepAlive } = settings.broker;
	if (!host) throw new ConfigError("broker.host", host, "a host name or address");
	checkInteger("broker.port", port, 1, 65535);
	checkInteger("broker.keepAlive", keepAlive, 1, 65535);
	checkInteger("camera.width", settings.camera.width, 96, 1600);
	checkInteger("camera.height", settings.camera.height, 96, 1200);
	checkInteger("camera.interval", settings.camera.interval ?? 0, 0, 86_400_000);
	checkInteger("camera.exposure", settings.camera.exposure ?? 0, -2, 2);
	checkInteger("accelerator.hz", settings.accelerator.hz, 100_000, 40_000_000);
	checkInteger("heartbeat", settings.heartbeat ?? 0, 0, 86_400);
	checkInteger("seed", settings.seed, 0, 0xffffffff);
	checkInteger("retry", settings.retry, 100, 86_400_000);
}

function checkInteger(name: string, value: number, least: number, most: number): void {
	if (!Number.isInteger(value) || value < least || value > most)
		throw new ConfigError(name, value, `a whole number from ${least} to ${most}`);
}
