/** What is held to a limit: name to number, all of them the smaller the better. */
export type Budget = Record<string, number>;

const TOLERANCE = 1.02;

/** Shows what was measured beside its limits. Returns how many are over theirs by more than 2 %. */
export function hold(title: string, measured: Budget, limits: Budget = {}): number {
	let over = 0;
	process.stdout.write(`\n${title}\n`);
	for (const [name, value] of Object.entries(measured)) {
		const limit = limits[name];
		const isOver = limit === undefined || value > limit * TOLERANCE;
		if (isOver) over++;
		const words = limit === undefined ? "no limit" : `limit ${limit}${isOver ? ": OVER" : ""}`;
		process.stdout.write(`  ${name.padEnd(38)}${String(value).padStart(12)}   ${words}\n`);
	}
	return over;
}
