// The part of docs/hardware.md that is made from manifests/boards, its pictures, and the sheet to print.
// Run by itself it writes them: node --import tsx host-sim/hardware/write-wiring.ts
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Creation, readBoards } from "../machine/boards";
import { localMachine } from "../machine/local-machine";
import { memoryTable } from "./memory-table";
import { sheetPicture } from "./sheet-picture";
import { notesOf, wiringPicture, wiringTable } from "./wiring";

export const DOCUMENT = "docs/hardware.md";
const CHIPS = ["emulated", "silicon"];

/** Path of every picture, with its contents; and the document with its tables made anew. */
export function makeWiring(document: string): { document: string; pictures: Record<string, string> } {
	const machine = localMachine();
	const boards = readBoards(machine);
	const pictures: Record<string, string> = { "docs/figures/sheet.svg": sheetPicture() };
	const parts: string[] = [];
	for (const board of boards) {
		const { title } = notesOf(board);
		pictures[`docs/figures/wiring-${board.name}.svg`] = wiringPicture(board);
		parts.push(
			`### ${title}: \`${board.name}\``,
			`![Wiring of ${title} to the accelerator](figures/wiring-${board.name}.svg)`,
			wiringTable(board),
		);
	}
	const sizes = Object.fromEntries(
		CHIPS.map(chip => {
			const manifest = machine.read(join(machine.root, `manifests/accelerator/${chip}.json`)) ?? "{}";
			return [chip, (JSON.parse(manifest) as { creation: Creation }).creation];
		}),
	);
	const wired = replacePart(document, "wiring", parts.join("\n\n"));
	return { document: replacePart(wired, "memory", memoryTable(boards, sizes)), pictures };
}

function replacePart(document: string, name: string, contents: string): string {
	const begin = `<!-- made by host-sim/hardware/write-wiring.ts: ${name} -->`;
	const from = document.indexOf(begin);
	const to = document.indexOf("<!-- end -->", from);
	if (from < 0 || to < 0) throw new Error(`${DOCUMENT} has lost its marks for the ${name}`);
	return `${document.slice(0, from)}${begin}\n\n${contents}\n\n${document.slice(to)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { root } = localMachine();
	const { document, pictures } = makeWiring(readFileSync(join(root, DOCUMENT), "utf8"));
	writeFileSync(join(root, DOCUMENT), document);
	for (const [path, svg] of Object.entries(pictures)) writeFileSync(join(root, path), svg);
}
