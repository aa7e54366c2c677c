import { fileURLToPath } from "node:url";
import { type Build, xsHost } from "./build.js";
import { bundleForXS } from "./bundle";
import type { Launch, MachineSizes } from "./machine";
import { nativeMachine } from "./native";
import type { Placement } from "./protocol";
import { flashImage } from "./rv32/image";
import { type MicrocontrollerOptions, microcontroller } from "./rv32/microcontroller";

export interface FirmwareOptions {
	/** Of a native machine. */
	sizes?: MachineSizes;
	microcontroller?: MicrocontrollerOptions;
	note?(line: string): void;
}

/** What switches on a machine of that build with a guest in it; built where it is not there yet. @throws XSUnavailable */
export async function guestMachine(build: Build, entry: string, options: FirmwareOptions = {}): Promise<Launch> {
	if (build === "rv32") return microcontroller(await flashImage(entry, options.note), options.microcontroller);
	const script = await bundleForXS(fileURLToPath(new URL(`../../${entry}`, import.meta.url)));
	return nativeMachine(await xsHost(build, options.note), script, options.sizes);
}

/** The same with the letters firmware. */
export function firmwareMachine(build: Build, placement: Placement, options: FirmwareOptions = {}): Promise<Launch> {
	return guestMachine(build, `host-sim/xs/guest/${placement}.ts`, options);
}
