/** One thing to be timed, again and again. */
export interface Job {
	name: string;
	/** Multiplications with an addition in one call, where it is a product. */
	products?: number;
	/** May return a promise; then its end counts. */
	run(): unknown;
}

/** Of one call, microseconds. */
export interface Timing {
	best: number;
	median: number;
}

/**
 * Times all jobs in turns, so that a machine that is slow for a while is slow for all of them.
 * @param milliseconds for each job in each round; a job runs at least once a round.
 */
export async function time(jobs: readonly Job[], rounds: number, milliseconds: number): Promise<Timing[]> {
	const samples: number[][] = jobs.map(() => []);
	for (const { run } of jobs) await run();
	for (let round = 0; round < rounds; round++)
		for (const [n, { run }] of jobs.entries()) {
			const end = performance.now() + milliseconds;
			do {
				const started = performance.now();
				const done = run();
				if (done instanceof Promise) await done;
				samples[n].push(1000 * (performance.now() - started));
			} while (performance.now() < end);
		}
	return samples.map(times => {
		times.sort((a, b) => a - b);
		return { best: times[0], median: times[times.length >> 1] };
	});
}

/** 12.3 µs, 1.23 ms, 1.23 s. */
export function duration(microseconds: number): string {
	if (microseconds < 1000) return `${microseconds.toPrecision(3)} µs`;
	if (microseconds < 1e6) return `${(microseconds / 1000).toPrecision(3)} ms`;
	return `${(microseconds / 1e6).toPrecision(3)} s`;
}
