import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { RV32_PACKAGES, XSUnavailable } from "../build.js";

export const QEMU = "qemu-system-riscv32";

/** Ends the emulator when this process ends, however that comes about (util-linux). */
const SETPRIV = "/usr/bin/setpriv";

/** What is put into memory before the machine starts. */
export interface Load {
	address: number;
	/** Path, absolute or from the working folder. */
	file: string;
}

/**
 * QEMU's board "virt" with a 32-bit processor: no devices but its timer, one instruction a nanosecond of virtual time, and no
 * time at all while the machine asks its host for something. So a run is the same every time, to the instruction.
 */
export function startQemu(kernel: string, loads: readonly Load[], folder: string): ChildProcess {
	const [program, ...before] = [...(existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL"] : []), QEMU];
	return spawn(
		program,
		[
			...before,
			...["-M", "virt", "-cpu", "rv32,f=off,d=off,v=off", "-m", "32M", "-bios", "none", "-nodefaults"],
			...["-display", "none", "-monitor", "none", "-serial", "none", "-icount", "shift=0,sleep=off"],
			...["-semihosting-config", "enable=on,target=native", "-kernel", kernel],
			...loads.flatMap(({ address, file }) => [
				"-device",
				`loader,file=${file},addr=0x${address.toString(16)},force-raw=on`,
			]),
		],
		// Ctrl-C is for this side, which lets the firmware say goodbye
		{ cwd: folder, stdio: ["ignore", "ignore", "pipe"], detached: true },
	);
}

/** @throws XSUnavailable without QEMU */
export function checkQemu(): void {
	if (spawnSync(QEMU, ["--version"], { stdio: "ignore" }).status !== 0)
		throw new XSUnavailable(
			`the microcontroller is not emulated: no ${QEMU} (Debian: apt-get install ${RV32_PACKAGES})`,
		);
}
