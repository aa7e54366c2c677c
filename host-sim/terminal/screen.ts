import { type Line, paint } from "./line";

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_LINE_END = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";
const CLEAR_SCREEN = "\x1b[2J\x1b[H";
/** Synchronised update: terminals that know it show a picture whole, the others ignore it. */
const BEGIN = "\x1b[?2026h";
const END = "\x1b[?2026l";

/** Keeps a block of lines at the place where it was first drawn; notes go above it. */
export class Screen {
	readonly #write: (text: string) => void;
	readonly #colour: boolean;
	#drawn: readonly Line[] = [];
	#open = false;

	/** @param write where the text goes, for example process.stdout.write */
	constructor(write: (text: string) => void, colour: boolean) {
		this.#write = write;
		this.#colour = colour;
	}

	/** Replaces the block. No line may be wider than the terminal, and there must be fewer than it has. */
	draw(lines: readonly Line[]): void {
		const start = this.#open ? "" : HIDE_CURSOR;
		this.#open = true;
		this.#write(BEGIN + start + this.#toTop() + this.#text(lines) + END);
		this.#drawn = lines;
	}

	/** Puts a line of text above the block, where it stays. */
	note(text: string): void {
		this.#write(`${BEGIN}${this.#toTop()}${text}${CLEAR_LINE_END}\n${this.#text(this.#drawn)}${END}`);
	}

	/** After a change of size nobody knows where the block is: begins on an empty screen. */
	clear(): void {
		this.#drawn = [];
		this.#write(CLEAR_SCREEN);
	}

	/** Leaves the block where it is and gives the cursor back. */
	close(): void {
		if (this.#open) this.#write(SHOW_CURSOR);
		this.#open = false;
		this.#drawn = [];
	}

	#toTop(): string {
		return this.#drawn.length > 0 ? `\x1b[${this.#drawn.length}A\r` : "\r";
	}

	#text(lines: readonly Line[]): string {
		return lines.map(line => `${paint(line, this.#colour)}${CLEAR_LINE_END}\n`).join("") + CLEAR_BELOW;
	}
}
