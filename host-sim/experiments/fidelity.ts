import { svg } from "./svg";
import { boundsText, type Finished, measuredText } from "./table";

/** Writes docs/fidelity.md and a figure for every experiment that has one. Returns the number of files. */
export function writeFidelity(all: Finished[], seed: number, write: (path: string, text: string) => void): number {
	let files = 1;
	const text: string[] = ["# Fidelity\n"];
	for (const { experiment, result } of all) {
		text.push(`## ${experiment.id} ${experiment.title}\n`, `${experiment.claim}\n`);
		for (const entry of result.rows)
			text.push(`| ${entry.quantity} | ${measuredText(entry)} | ${entry.expected} | ${boundsText(entry)} |`);
		if (result.plot) {
			files++;
			write(`docs/figures/${experiment.id.toLowerCase()}.svg`, svg(result.plot));
		}
	}
	text.push(`seed ${seed}`);
	write("docs/fidelity.md", `${text.join("\n")}\n`);
	return files;
}
