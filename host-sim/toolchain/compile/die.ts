import { LineState } from "../../../firmware/accelerator/registers";
import { coreFaults } from "../../../firmware/emulator/neurram/die";
import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import type { Die } from "./place";

/** What a die's own faults leave to use: rows that are neither unformed nor leaky. */
export function dieOf(profile: NeurramProfile): Die {
	const { lines, coreRows, coreColumns } = profile;
	const usableRows = Array.from({ length: coreRows * coreColumns }, (_, core) =>
		usable(coreFaults(profile, core).rows),
	);
	return { usableRows, columns: lines, coreColumns };
}

/** Numbers of the usable lines, from the states that a chip gives of them. */
export function usable(states: Uint8Array): Uint8Array {
	const lines: number[] = [];
	states.forEach((state, line) => {
		if (state === LineState.USABLE) lines.push(line);
	});
	return Uint8Array.from(lines);
}
