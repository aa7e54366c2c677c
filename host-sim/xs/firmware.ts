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

/** What switches on a machine of that build with the letters firmware in it; built where it is not there yet. @throws XSUnavailable */
export async function firmwareMachine(
	build: Build,
	placement: Placement,
	options: FirmwareOptions = {},
): Promise<Launch> {
	const entry = `host-sim/xs/guest/${placement}.ts`;
	if (build === "rv32") return microcontroller(await flashImage(entry, options.note), options.microcontroller);
	const executable = await xsHost(build, options.note);
	return nativeMachine(
		executable,
		await bundleForXS(fileURLToPath(new URL(`../../${entry}`, import.meta.url))),
		options.sizes,
	);
}
