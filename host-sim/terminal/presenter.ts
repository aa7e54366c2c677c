import type { FrameRecord } from "../frame-record";
import { frameObject } from "./frame-object";
import { frameView, type Setting, type Totals } from "./frame-view";
import { frameParagraph } from "./paragraph";
import { Screen } from "./screen";

/** Shows a run; each kind of output is one of these. */
export interface Presenter {
	/** A frame seen from both ends; comes again when it has been acknowledged. */
	frame(record: FrameRecord, totals: Totals): void;
	/** A frame of which everything has come. */
	complete(record: FrameRecord): void;
	/** Something that a person should know, one line. */
	note(line: string): void;
	/** Something went wrong, one line; it is told in every kind of output. */
	problem(line: string): void;
	/** The state of the connection changed; it is in the setting. */
	state(totals: Totals): void;
	/** The last line. */
	end(summary: string): void;
}

type Write = (text: string) => void;

/** What LivePresenter needs of process.stdout. */
export interface Terminal {
	write(text: string): unknown;
	readonly columns: number;
	readonly rows: number;
	on(event: "resize", listener: () => void): unknown;
	off(event: "resize", listener: () => void): unknown;
}

/** Terminals show a Ctrl-C as "^C" where the cursor is; the last line goes over it. */
const OVER_ECHO = "\r\x1b[K";

/** The newest frame, redrawn in place. */
export class LivePresenter implements Presenter {
	readonly #terminal: Terminal;
	readonly #screen: Screen;
	readonly #setting: Setting;
	#record: FrameRecord | undefined;
	#totals: Totals;

	constructor(terminal: Terminal, setting: Setting, totals: Totals, colour: boolean) {
		this.#terminal = terminal;
		this.#setting = setting;
		this.#totals = totals;
		this.#screen = new Screen(text => terminal.write(text), colour);
		terminal.on("resize", this.#onResize);
	}

	frame(record: FrameRecord, totals: Totals): void {
		this.#record = record;
		this.state(totals);
	}

	complete(): void {}

	note(line: string): void {
		this.#screen.note(line);
	}

	problem(line: string): void {
		this.#screen.note(line);
	}

	state(totals: Totals): void {
		this.#totals = totals;
		const { columns, rows } = this.#terminal;
		// One line stays free: the cursor waits below the block.
		this.#screen.draw(frameView(this.#setting, this.#record, this.#totals, columns, rows - 1));
	}

	end(summary: string): void {
		this.#terminal.off("resize", this.#onResize);
		this.#screen.close();
		this.#terminal.write(`${OVER_ECHO}${summary}\n`);
	}

	#onResize = (): void => {
		this.#screen.clear();
		this.state(this.#totals);
	};
}

/** What the kinds of output have in common that only ever add lines. */
abstract class LinePresenter implements Presenter {
	protected readonly write: Write;
	protected readonly writeError: Write;
	constructor(write: Write, writeError: Write) {
		this.write = write;
		this.writeError = writeError;
	}
	frame(): void {}
	abstract complete(record: FrameRecord): void;
	abstract note(line: string): void;
	problem(line: string): void {
		this.writeError(`${line}\n`);
	}
	state(): void {}
	end(summary: string): void {
		this.write(`${summary}\n`);
	}
}

/** A paragraph a frame. */
export class ParagraphPresenter extends LinePresenter {
	complete(record: FrameRecord): void {
		this.write(frameParagraph(record));
	}
	note(line: string): void {
		this.write(`${line}\n`);
	}
}

/** One JSON object a line on `write`; words for people on `writeError`. */
export class JsonPresenter extends LinePresenter {
	complete(record: FrameRecord): void {
		this.write(`${JSON.stringify(frameObject(record))}\n`);
	}
	note(line: string): void {
		this.writeError(`${line}\n`);
	}
	override end(summary: string): void {
		this.writeError(`${summary}\n`);
	}
}

/** Only the summary at the end. */
export class QuietPresenter extends LinePresenter {
	complete(): void {}
	note(): void {}
}
