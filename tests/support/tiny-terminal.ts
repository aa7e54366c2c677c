/** Understands the few escape sequences that our screen uses, and fails for any other. */
export class TinyTerminal {
	#rows: string[] = [""];
	#row = 0;
	#column = 0;

	/** What can be read on it, without colours and blanks at the ends. */
	get lines(): string[] {
		const lines = this.#rows.map(row => row.trimEnd());
		while (lines.length > 0 && lines[lines.length - 1] === "") lines.pop();
		return lines;
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
		const row = this.#rows[this.#row].padEnd(this.#column);
		this.#rows[this.#row] = row.slice(0, this.#column) + character + row.slice(this.#column + 1);
		this.#column++;
	}

	#newLine(): void {
		this.#row++;
		this.#column = 0;
		if (this.#row === this.#rows.length) this.#rows.push("");
	}

	#escape(parameters: string, final: string): void {
		if (final === "A") this.#row = Math.max(0, this.#row - Number(parameters || 1));
		else if (final === "H") this.#row = this.#column = 0;
		else if (final === "K") this.#rows[this.#row] = this.#rows[this.#row].slice(0, this.#column);
		else if (final === "J" && parameters === "2") this.#rows = this.#rows.map(() => "");
		else if (final === "J") {
			this.#rows.length = this.#row + 1;
			this.#rows[this.#row] = this.#rows[this.#row].slice(0, this.#column);
		} else if (final !== "m" && final !== "h" && final !== "l") throw new Error(`unknown escape sequence ${final}`);
	}
}
