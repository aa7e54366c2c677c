/** Edits (insert, delete, replace, swap of neighbours) that make `a` into `b`: optimal string alignment distance. */
export function editDistance(a: string, b: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const same = a[row - 1] === b[column - 1];
			let best = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
			if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
				best = Math.min(best, beforeLast[column - 2] + 1);
			current.push(best);
		}
		beforeLast = last;
		last = current;
	}
	return last[b.length];
}

/** The known word that was probably meant, or undefined when none is near. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
	for (const candidate of known) {
		const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
		const isBeginning = word.length >= 2 && candidate.startsWith(word);
		if (distance < bestDistance || (isBeginning && best === undefined)) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}
