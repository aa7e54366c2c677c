import type { Machine } from "../machine/machine";
import { type Check, type Finding, missing, ok, programVersion, wrong } from "./check";
import { lookForCompiler, lookForSources } from "./xs-checks";

const COMPILER = "riscv64-unknown-elf-gcc";
const QEMU = "qemu-system-riscv32";

async function lookFor(machine: Machine, program: string, debian: string): Promise<Finding> {
	const version = await programVersion(machine, program);
	if (version === undefined) return missing(packages(machine, debian));
	return version ? ok(version) : wrong("gives no version", `see what ${program} --version says`);
}

/** Other systems have the programs, not the C library built for them. */
function packages(machine: Machine, debian: string): string {
	return machine.platform === "linux"
		? `install it: sudo apt install ${debian}`
		: `on Debian, in a container for example: apt install ${debian}`;
}

export const rv32Checks: readonly Check[] = [
	{ group: "rv32", name: "C compiler (cc)", look: lookForCompiler },
	{ group: "rv32", name: "XS sources (@agoric/xsnap)", look: lookForSources },
	{
		group: "rv32",
		name: "compiler for RISC-V",
		look: machine => lookFor(machine, COMPILER, "gcc-riscv64-unknown-elf"),
	},
	{
		group: "rv32",
		name: "C library for RISC-V",
		async look(machine) {
			// the compiler repeats a name that it cannot find
			const outcome = await machine.run(COMPILER, ["-print-file-name=picolibc.specs"]);
			return outcome?.output.includes("/")
				? ok("picolibc")
				: missing(packages(machine, "picolibc-riscv64-unknown-elf"));
		},
	},
	{ group: "rv32", name: "emulator (QEMU)", look: machine => lookFor(machine, QEMU, "qemu-system-misc") },
];
