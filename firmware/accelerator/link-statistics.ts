/** What went over the wire since the link was made, and what went wrong. */
export interface LinkStatistics {
	transactions: number;
	/** Bytes clocked out, and of these the ones during which bytes were taken in. */
	bytesOut: number;
	bytesIn: number;
	/** Answers that did not pass their CRC or length check. */
	damagedAnswers: number;
	/** Times that the chip said it had received a damaged transaction. */
	damagedCommands: number;
	/** Commands sent again. */
	repeats: number;
	/** Operations given up. */
	timeouts: number;
	/** Operations that met a chip reset by itself. */
	resets: number;
	/** Operations after which the interrupt line was not as it must be. */
	interruptFaults: number;
	/** Time of the bytes on the wire at the bus clock, microseconds. */
	wireMicroseconds: number;
}

/** Statistics of a link that has done nothing yet. */
export function noStatistics(): LinkStatistics {
	return {
		transactions: 0,
		bytesOut: 0,
		bytesIn: 0,
		damagedAnswers: 0,
		damagedCommands: 0,
		repeats: 0,
		timeouts: 0,
		resets: 0,
		interruptFaults: 0,
		wireMicroseconds: 0,
	};
}
