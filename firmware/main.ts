import Resource from "Resource";
import getResetReason from "resetReason";
import Digital from "embedded:io/digital";
import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import SPI from "embedded:io/spi";
import WiFi from "embedded:network/interface/wifi";
import flash from "embedded:storage/flash";
import storage from "embedded:storage/key-value";
import config from "mc/config";
import Net from "net";
import Time from "time";
import Timer from "timer";
import { BoardCamera } from "./device/board-camera";
import { readDeviceSettings } from "./device/device-settings";
import { guardHardware } from "./device/guards";
import { openLiveStore, openOutboxFlash } from "./device/kept";
import { LastWords } from "./device/last-words";
import { ownName } from "./device/own-name";
import { SerialLog } from "./device/serial-log";
import { TickClock } from "./device/tick-clock";
import { Random } from "./math/random";
import { NetResolver } from "./network/net-resolver";
import { NetworkTime } from "./network/network-time";
import { transport } from "./network/transport";
import { WiFiKeeper } from "./network/wifi-keeper";
import { type Hardware, Runtime } from "./runtime";

/** What Moddable has and knows as globals, beside modules. */
interface ModdableGlobals {
	/** Called before the engine gives up (manifests/base.json: abortHook). */
	abort?: (words: string, exception: unknown) => void;
	/** Without `restart` on a computer. */
	System?: { restart?: () => void };
}

/** The device: this hardware, these settings, this model; on the air when there is a network, at work at once. */
export default function main(): void {
	const log = new SerialLog(line => trace(line, "\n"));
	const settings = readDeviceSettings(config, storage, log.line);
	const clock = new TickClock(Time);
	// on ESP32 Math.random is the hardware's generator; the ticks tell apart two starts where it is not
	const random = new Random(Math.random() * 0xffffffff, Time.ticks);
	const resolver = new NetResolver(Net, Timer);
	const carrier = transport(TCP);
	const kept = { flash: openOutboxFlash(flash, log.line), store: openLiveStore(storage, log.line) };
	const life = lifeOf(new LastWords(storage, getResetReason().reason, log.line));
	const hardware = guardHardware(
		{ SPI, Digital, ...carrier, Camera: BoardCamera, resolver, timers: Timer, clock, random, ...kept, ...life },
		log.fault,
	);
	const model = new Uint8Array(new Resource(settings.model).slice(0));

	const wifi = new WiFiKeeper(WiFi, hardware.timers, settings.wifi, log.line);
	if (!settings.isNamed) settings.device = ownName(wifi.MAC);
	wifi.start();
	new NetworkTime(UDP, hardware, clock, settings.timeServer, log.line).start();
	new Runtime(hardware, settings, model, log).start();
}

/** How this life began, and how another can be begun. */
function lifeOf(words: LastWords): Pick<Hardware, "reset" | "restart"> {
	const moddable: ModdableGlobals = globalThis as object;
	moddable.abort = (why, exception) => words.give(why, exception);
	const { System } = moddable;
	if (!System?.restart) return { reset: words.reset };
	return {
		reset: words.reset,
		restart() {
			words.ask();
			System.restart?.();
		},
	};
}
