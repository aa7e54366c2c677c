import { join } from "node:path";
import { CimError } from "../../firmware/errors";
import type { Machine } from "./machine";

/** Where the chip is connected: GPIO numbers. `hz` is the SPI clock, `port` Moddable's number of the SPI controller. */
export interface AcceleratorPins {
	hz: number;
	clock: number;
	in: number;
	out: number;
	port: number;
	select: number;
	interrupt: number;
	reset: number;
}

export interface Board {
	/** As `cim flash` takes it: the manifest's file name. */
	name: string;
	/** As mcconfig's -p takes it. */
	platform: string;
	accelerator: AcceleratorPins;
	/** Pixels that are asked of the camera. */
	camera: { width: number; height: number };
}

/** Bytes of chunks, slots of heap, slots of stack: as Moddable's manifests have it. */
export interface Creation {
	chunk: { initial: number };
	heap: { initial: number };
	stack: number;
}

interface BoardManifest {
	config?: { accelerator?: AcceleratorPins; camera?: Board["camera"] };
}

const PLATFORM = /^esp32\/(\w+)$/;
/** Boards that the SDK does not know have a folder of their own here. */
const TARGETS = "manifests/targets";

/** Every ESP32 board that manifest.json knows, with its pins from manifests/boards: the one place where both are written. */
export function readBoards(machine: Pick<Machine, "root" | "read" | "exists">): Board[] {
	const load = <T>(path: string): T => {
		const text = machine.read(join(machine.root, path));
		if (text === undefined) throw new CimError("toolchain", `${path} is missing: this is not a whole checkout`);
		return JSON.parse(text) as T;
	};
	const { platforms } = load<{ platforms: Record<string, unknown> }>("manifest.json");
	return Object.keys(platforms).flatMap(key => {
		const name = PLATFORM.exec(key)?.[1];
		if (name === undefined) return [];
		const { config } = load<BoardManifest>(`manifests/boards/${name}.json`);
		const { accelerator, camera } = config ?? {};
		if (!accelerator || !camera)
			throw new CimError("toolchain", `manifests/boards/${name}.json has no config.accelerator or no config.camera`);
		const target = `${TARGETS}/${name}`;
		const isOurs = machine.exists(join(machine.root, target, "manifest.json"));
		return [{ name, platform: isOurs ? `esp32:./${target}` : key, accelerator, camera }];
	});
}
