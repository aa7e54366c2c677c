import type { Board, Creation } from "../machine/boards";
import { notesOf } from "./wiring";

/** Bytes of a slot where pointers have 32 bits, and what the camera driver holds (moddable: esp32/camera.c). */
const SLOT_BYTES = 16;
const FRAME_BUFFERS = 3;

/** A table for docs/hardware.md. `usual` is what boards reserve that say nothing of it. */
export function memoryTable(boards: readonly Board[], usual: Creation): string {
	const rows = boards.map(board => {
		const { chunk, heap, stack } = board.creation ?? usual;
		const bytes = chunk.initial + SLOT_BYTES * (heap.initial + stack);
		const { width, height } = board.camera;
		const cells = [
			notesOf(board).title,
			...[chunk.initial, SLOT_BYTES * heap.initial, SLOT_BYTES * stack, bytes, FRAME_BUFFERS * width * height].map(
				grouped,
			),
		];
		return `| ${cells.join(" | ")} |`;
	});
	return [
		"Bytes that are set aside when the board starts; the JavaScript machine gets no more than that.",
		"",
		"| Board | Chunks | Slots | Stack | Together | Camera frames (external memory) |",
		"| --- | --- | --- | --- | --- | --- |",
		...rows,
	].join("\n");
}

function grouped(value: number): string {
	return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
