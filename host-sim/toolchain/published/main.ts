// Software accuracies of the published checkpoints on full test sets: node --import tsx host-sim/toolchain/published/main.ts
// Words choose studies by the beginnings of their names; a number takes only so many examples of each.
import { publishedSoftwareRows, rowText } from "./software-rows";
import { MissingDataError } from "./software-studies";

const words = process.argv.slice(2);
const only = words.filter(word => !/^\d+$/.test(word));
const count = words.map(Number).find(number => number > 0);
let running = "";
let shown = 0;

function show(done: number, total: number): void {
	if (!process.stderr.isTTY || performance.now() - shown < 200) return;
	shown = performance.now();
	process.stderr.write(`\r${running} ${Math.floor((100 * done) / total)} % `);
}

try {
	const begin = ({ name }: { name: string }) => {
		running = name;
	};
	for await (const row of publishedSoftwareRows({ only, count, progress: show, begin })) {
		if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
		process.stdout.write(`${rowText(row)}  ${row.seconds.toFixed(0)} s\n`);
		if (row.met === false) process.exitCode = 1;
	}
} catch (error) {
	if (!(error instanceof MissingDataError)) throw error;
	process.stdout.write(`${error.message}\n`);
}
