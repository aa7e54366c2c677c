import type { DigitalOptions, DigitalPin, Timers } from "../hardware";

/** Moddable's numbers (modules/io/digital). */
const Input = 0;
const InputPullUp = 1;
const InputPullDown = 2;
const Output = 8;
const Rising = 1;
const Falling = 2;

/** One wire of the board: a level, who hears of it on the chip's side, and the pins that wait for its edges. */
export class BoardWire {
	level: number;
	readonly #onLevel: ((level: number) => void) | undefined;
	readonly #watchers: BoardPin[] = [];

	constructor(level: number, onLevel?: (level: number) => void) {
		this.level = level;
		this.#onLevel = onLevel;
	}

	drive(level: number): void {
		if (this.level === level) return;
		this.level = level;
		this.#onLevel?.(level);
		const edge = level ? Rising : Falling;
		for (let i = 0; i < this.#watchers.length; i++) this.#watchers[i].notice(edge);
	}

	watch(pin: BoardPin): void {
		this.#watchers.push(pin);
	}

	unwatch(pin: BoardPin): void {
		const at = this.#watchers.indexOf(pin);
		if (at >= 0) this.#watchers.splice(at, 1);
	}
}

/** ECMA-419 Digital class pattern on a wire. Edges are delivered at a later turn, several before it as one. */
export class BoardPin implements DigitalPin {
	static readonly Input = Input;
	static readonly InputPullUp = InputPullUp;
	static readonly InputPullDown = InputPullDown;
	static readonly Output = Output;
	static readonly Rising = Rising;
	static readonly Falling = Falling;
	readonly #wire: BoardWire;
	readonly #timers: Timers;
	readonly #isOutput: boolean;
	readonly #edge: number;
	readonly #deliver: () => void = NOTHING;
	#isPending = false;
	#isClosed = false;

	constructor(wire: BoardWire, timers: Timers, { mode, edge = 0, initialValue, onReadable }: DigitalOptions) {
		this.#wire = wire;
		this.#timers = timers;
		this.#isOutput = mode === Output;
		this.#edge = edge;
		if (this.#isOutput && initialValue !== undefined) wire.drive(initialValue ? 1 : 0);
		if (this.#isOutput || !edge || !onReadable) return;
		this.#deliver = () => {
			this.#isPending = false;
			if (!this.#isClosed) onReadable();
		};
		wire.watch(this);
	}

	read(): number {
		return this.#wire.level;
	}

	write(value: number): void {
		if (!this.#isOutput) throw new Error("the pin is an input");
		this.#wire.drive(value ? 1 : 0);
	}

	close(): void {
		this.#isClosed = true;
		this.#wire.unwatch(this);
	}

	/** The wire has had an edge. */
	notice(edge: number): void {
		if (!(this.#edge & edge) || this.#isPending) return;
		this.#isPending = true;
		this.#timers.set(this.#deliver, 0);
	}
}

const NOTHING = (): void => {};
