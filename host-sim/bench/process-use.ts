import { readFileSync } from "node:fs";

/** What a process has taken so far. */
export interface ProcessUse {
	/** Milliseconds of processor time. */
	processor: number;
	/** Bytes that are resident. */
	memory: number;
}

/** Clock ticks a second in /proc (`getconf CLK_TCK`), 100 on every Linux of today. */
const TICKS = 100;
const PAGE = 4096;

/** Of another process; undefined where there is no /proc. */
export function processUse(id: number | undefined): ProcessUse | undefined {
	try {
		// proc(5): fields after the name in brackets; utime and stime are 14 and 15, rss is 24.
		const fields = readFileSync(`/proc/${id}/stat`, "utf8").split(") ")[1].split(" ");
		return {
			processor: ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS,
			memory: Number(fields[21]) * PAGE,
		};
	} catch {
		return undefined;
	}
}
