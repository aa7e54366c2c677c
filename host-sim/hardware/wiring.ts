import { CimError } from "../../firmware/errors";
import { escapeXml, page } from "../experiments/svg-page";
import type { Board } from "../machine/boards";
import { BOARD_NOTES, type BoardNotes, pinLabel } from "./board-notes";

/** One connection between board and chip. */
export interface Wire {
	/** Pin of the chip, in the words of docs/spi-protocol.md. */
	chip: string;
	/** GPIO number; undefined for the supply. */
	gpio?: number;
	/** What is printed at the board's pin. */
	label: string;
	/** Which way the signal goes. */
	way: "to chip" | "from chip" | "supply";
	about: string;
}

/** Every connection of a board, in the order in which they are drawn. */
export function wiresOf(board: Board): Wire[] {
	const notes = notesOf(board);
	const { hz, clock, in: input, out, select, interrupt, reset } = board.accelerator;
	const wire = (chip: string, gpio: number, way: Wire["way"], about: string): Wire => ({
		...{ chip, gpio, way, about },
		label: pinLabel(notes, gpio),
	});
	return [
		{ chip: "VDD", label: notes.supply, way: "supply", about: "3.3 V" },
		{ chip: "GND", label: "GND", way: "supply", about: "ground" },
		wire("SCK", clock, "to chip", `SPI clock, ${hz / 1_000_000} MHz`),
		wire("MOSI", out, "to chip", "data to the chip"),
		wire(
			"MISO",
			input,
			"from chip",
			notes.resetPull === "down" ? "data from the chip, 10 kΩ to ground" : "data from the chip",
		),
		wire("CS", select, "to chip", "chip select, active low, 10 kΩ to 3.3 V"),
		wire("INT", interrupt, "from chip", "ready, active high, 100 kΩ to ground"),
		wire("RST", reset, "to chip", `reset, active low, 10 kΩ to ${notes.resetPull === "up" ? "3.3 V" : "ground"}`),
	];
}

export function notesOf({ name }: Board): BoardNotes {
	const notes = BOARD_NOTES[name];
	if (!notes) throw new CimError("toolchain", `host-sim/hardware/board-notes.ts says nothing of ${name}`);
	return notes;
}

/** A table for docs/hardware.md. */
export function wiringTable(board: Board): string {
	const rows = wiresOf(board).map(
		({ chip, gpio, label, way, about }) =>
			`| ${chip} | ${label || " "} | ${gpio === undefined ? " " : `GPIO ${gpio}`} | ${way === "supply" ? " " : way} | ${about} |`,
	);
	return ["| Chip | Printed on the board | ESP32 | Direction | |", "| --- | --- | --- | --- | --- |", ...rows].join(
		"\n",
	);
}

const BOARD = { x: 16, width: 200 };
const CHIP = { x: 496, width: 120 };
const TOP = 62;
const ROW = 34;
const ARROW = 7;
const COLOURS: Readonly<Record<string, string>> = { VDD: "c1", GND: "c5", INT: "c2", RST: "c3", CS: "c4" };

/** The picture of a board's wiring. */
export function wiringPicture(board: Board): string {
	const { title } = notesOf(board);
	const wires = wiresOf(board);
	const height = TOP + wires.length * ROW + 24;
	const box = ({ x, width }: typeof BOARD, name: string) => [
		`<rect class="frame" x="${x}" y="40" width="${width}" height="${height - 56}" rx="6"/>`,
		`<text class="title" x="${x + width / 2}" y="58" text-anchor="middle">${escapeXml(name)}</text>`,
	];
	return page(height, `Wiring of ${board.name}`, [
		...box(BOARD, title),
		...box(CHIP, "accelerator"),
		...wires.flatMap((wire, at) => drawWire(wire, TOP + (at + 0.7) * ROW)),
	]);
}

function drawWire({ chip, gpio, label, way, about }: Wire, y: number): string[] {
	const [from, to] = [BOARD.x + BOARD.width, CHIP.x];
	const colour = COLOURS[chip] ?? "c0";
	const tip = way === "from chip" ? from : to;
	const back = way === "from chip" ? tip + ARROW : tip - ARROW;
	const arrow = `<path class="${colour}" d="M${tip} ${y}L${back} ${y - ARROW / 2}V${y + ARROW / 2}Z"/>`;
	const text = (x: number, anchor: string, words: string, lift = 4) =>
		`<text x="${x}" y="${y + lift}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
	return [
		`<path class="line ${colour}" d="M${from} ${y}H${to}"/>`,
		...(way === "supply" ? [] : [arrow]),
		text(from - 12, "end", pinWords(label, gpio)),
		text(to + 12, "start", chip),
		text((from + to) / 2, "middle", about, -5),
	];
}

/** What is printed at the pin; the GPIO's number too where that does not tell it. */
function pinWords(label: string, gpio: number | undefined): string {
	if (gpio === undefined) return label;
	return label === `G${gpio}` || label === `IO${gpio}` ? label : `${label} · GPIO ${gpio}`;
}
