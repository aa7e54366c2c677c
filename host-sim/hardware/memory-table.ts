import type { Board, Creation } from "../machine/boards";

/** Bytes of a slot where pointers have 32 bits, and what the camera driver holds (moddable: esp32/camera.c). */
const SLOT_BYTES = 16;
const FRAME_BUFFERS = 3;

/** A table for docs/hardware.md. @param sizes what the virtual machine reserves, by the chip it is built for */
export function memoryTable(boards: readonly Board[], sizes: Readonly<Record<string, Creation>>): string {
	const frames = Math.max(...boards.map(({ camera }) => FRAME_BUFFERS * camera.width * camera.height));
	const rows = Object.entries(sizes).map(([chip, { chunk, heap, stack }]) => {
		const bytes = chunk.initial + SLOT_BYTES * (heap.initial + stack);
		const cells = [chunk.initial, SLOT_BYTES * heap.initial, SLOT_BYTES * stack, bytes, frames].map(grouped);
		return `| ${[chip, ...cells].join(" | ")} |`;
	});
	return [
		"Bytes that are set aside when a board starts; the JavaScript machine gets no more than that.",
		"",
		"| Chip | Chunks | Slots | Stack | Together | Camera frames (external memory) |",
		"| --- | --- | --- | --- | --- | --- |",
		...rows,
	].join("\n");
}

function grouped(value: number): string {
	return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
