/** Native executables, 64-bit as the laptop is and 32-bit with the slots of a microcontroller, the latter under the address sanitizer too; and the microcontroller itself. */
export type Build = "native64" | "native32" | "checked32" | "rv32";

/** Debian's packages for the microcontroller. */
export const RV32_PACKAGES: string;

/** Why a host cannot be had; one line. */
export class XSUnavailable extends Error {}

/**
 * The path of the host's executable, built now if it is not there or older than its sources.
 * @param note told when a build begins
 * @throws XSUnavailable
 */
export function xsHost(build: Build, note?: (line: string) => void): Promise<string>;

/**
 * Another program for the microcontroller, without the engine: its start, its memory protection, its traps, and these sources.
 * @param sources C files, `main` and `die` among them
 * @param executable path of the ELF file to be made
 * @throws XSUnavailable
 */
export function rv32Program(sources: string[], executable: string): Promise<void>;
