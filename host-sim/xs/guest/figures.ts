import { FIGURES_COUNT } from "../protocol";
import { send, view } from "./line";

let memory: Int32Array | undefined;

/** Puts the machine's figures at `at`; returns where they end. */
export function figures(at: number): number {
	memory ??= new Int32Array(host.buffer(4 * FIGURES_COUNT));
	host.memory(memory);
	for (let i = 0; i < FIGURES_COUNT; i++) view.setInt32(at + 4 * i, memory[i], true);
	return at + 4 * FIGURES_COUNT;
}

export function sendFigures(kind: number): void {
	send(kind, 0, figures(0));
}
