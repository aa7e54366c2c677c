/** Attributes that our view uses; colours are SGR numbers 30-37. */
export interface Look {
	bold: boolean;
	dim: boolean;
	colour: number | undefined;
}

export interface Cell {
	character: string;
	look: Look;
}

const PLAIN: Look = { bold: false, dim: false, colour: undefined };

/** What a terminal would show: understands the few escape sequences that Screen uses and throws for any other. */
export class AnsiGrid {
	#rows: Cell[][] = [[]];
	#row = 0;
	#column = 0;
	#look = PLAIN;

	/** Cells row by row, without the empty rows at the end. */
	get rows(): readonly (readonly Cell[])[] {
		let end = this.#rows.length;
		while (end > 0 && this.#rows[end - 1].every(cell => cell.character === " ")) end--;
		return this.#rows.slice(0, end);
	}

	/** What can be read, without blanks at the ends of lines. */
	get lines(): string[] {
		return this.rows.map(row =>
			row
				.map(cell => cell.character)
				.join("")
				.trimEnd(),
		);
	}

	write(text: string): void {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
		for (const [piece, parameters, final] of text.matchAll(/\x1b\[([?\d;]*)([A-Za-z])|[^\x1b]/gu)) {
			if (final !== undefined) this.#escape(parameters, final);
			else if (piece === "\n") this.#newLine();
			else if (piece === "\r") this.#column = 0;
			else this.#put(piece);
		}
	}

	#put(character: string): void {
		const row = this.#rows[this.#row];
		while (row.length < this.#column) row.push({ character: " ", look: PLAIN });
		row[this.#column++] = { character, look: this.#look };
	}

	#newLine(): void {
		this.#row++;
		this.#column = 0;
		if (this.#row === this.#rows.length) this.#rows.push([]);
	}

	#escape(parameters: string, final: string): void {
		if (final === "m") for (const code of parameters.split(";")) this.#setLook(Number(code));
		else if (final === "A") this.#row = Math.max(0, this.#row - Number(parameters || 1));
		else if (final === "H") this.#row = this.#column = 0;
		else if (final === "K") this.#rows[this.#row].length = Math.min(this.#rows[this.#row].length, this.#column);
		else if (final === "J" && parameters === "2") this.#rows = this.#rows.map(() => []);
		else if (final === "J") {
			this.#rows.length = this.#row + 1;
			this.#escape("", "K");
		} else if (final !== "h" && final !== "l")
			throw new Error(`escape sequence ${parameters}${final} is not known here`);
	}

	#setLook(code: number): void {
		const look = { ...this.#look };
		if (code === 0) Object.assign(look, PLAIN);
		else if (code === 1) look.bold = true;
		else if (code === 2) look.dim = true;
		else if (code === 22) look.bold = look.dim = false;
		else if (code === 39) look.colour = undefined;
		else if (code >= 30 && code <= 37) look.colour = code;
		else throw new Error(`colour code ${code} is not known here`);
		this.#look = look;
	}
}
