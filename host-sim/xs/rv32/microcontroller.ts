import { spawnSync } from "node:child_process";
import { constants, mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { XSUnavailable } from "../build.js";
import type { Launch, Launched } from "../machine";
import type { FlashImage } from "./image";
import { encodeParameters, PARAMETERS, type Parameters, PROGRAM } from "./parameters";
import { startQemu } from "./qemu";

export interface MicrocontrollerOptions extends Partial<Pick<Parameters, "ram" | "heap">> {
	sizes?: Partial<Parameters["sizes"]>;
}

/** Small heaps that grow in small steps, as the manifests of the boards have them: garbage is collected before they grow. */
const SIZES: Parameters["sizes"] = {
	...{ chunks: 8192, chunkIncrement: 1024, slots: 512, slotIncrement: 64 },
	...{ stack: 768, keys: 64 },
};
/** Of an ESP32-C3 about 320 KB are left for an application without Wi-Fi (its 400 KB include 16 KB of cache and the ROM's data). */
const RAM = 320 * 1024;
/** Bytes of RAM for the C library's heap. */
export const C_HEAP = 4 * 1024;

/** A microcontroller in an emulator. The bridge is two named pipes, which it finds in its working folder. */
export function microcontroller(image: FlashImage, options: MicrocontrollerOptions = {}): Launch {
	const { ram = RAM, heap = C_HEAP } = options;
	const sizes = { ...SIZES, ...options.sizes };
	return (_, restarts) => {
		const folder = mkdtempSync(join(tmpdir(), "cim-rv32-"));
		const { main, kernel, program } = image;
		writeFileSync(join(folder, "parameters"), encodeParameters({ isLinking: false, ram, heap, restarts, sizes, main }));
		const loads = [
			{ address: PROGRAM, file: program },
			{ address: PARAMETERS, file: "parameters" },
		];
		const launched = {
			...makePipes(folder),
			child: startQemu(kernel, loads, folder),
			restartsItself: true,
			reconnect: () => makePipes(folder),
			release() {
				launched.replies.destroy();
				launched.requests.destroy();
				rmSync(folder, { recursive: true, force: true });
			},
		};
		return launched;
	};
}

/** New pipes in the place of those there were, which whoever has them open keeps. */
function makePipes(folder: string): Pick<Launched, "replies" | "requests"> {
	const { status } = spawnSync("mkfifo", ["new-replies", "new-requests"], { cwd: folder });
	if (status !== 0) throw new XSUnavailable("named pipes cannot be made: no mkfifo (coreutils)");
	for (const name of ["replies", "requests"]) renameSync(join(folder, `new-${name}`), join(folder, name));
	return { replies: pipeEnd(join(folder, "replies"), false), requests: pipeEnd(join(folder, "requests"), true) };
}

/** Opened for both directions, so that nobody waits for the other end to open it. */
function pipeEnd(path: string, readable: boolean): Socket {
	const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
	return new Socket({ fd, readable, writable: !readable });
}
