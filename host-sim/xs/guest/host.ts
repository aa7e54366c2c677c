/** What the XS host gives its script (host/guest.c). None of its functions allocates in the machine's heap. */
export interface Host {
	/**
	 * Sends `length` bytes of the buffer (all of them if not given) and waits; the reply is put into the buffer from its start.
	 * Returns the reply's length. Throws an Error with the reason when the request is refused.
	 */
	call(kind: number, subject?: number, buffer?: Uint8Array, length?: number): number;
	/** Memory outside the heap, as a driver's frame buffer or a file in flash; never given back. */
	buffer(length: number): ArrayBuffer;
	/** Fills an array with the figures of protocol.ts. */
	memory(into: Int32Array): void;
	resetPeaks(): void;
	collect(): void;
	/** Puts the words of the reset reason into an array, as many as fit; returns their length, 0 after power-on. */
	resetReason(into: Uint8Array): number;
	/** Work since the machine began: metered steps, on a microcontroller instructions. */
	steps(): number;
	/** The computer's clock, for measuring only. */
	microseconds(): number;
	/** A line on standard error. */
	log(line: string): void;
}

declare global {
	var host: Host;
}
