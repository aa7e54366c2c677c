// npm run budget: what the letters firmware takes in XS, against the limits that are checked in. 2 % over a limit fails.
// npm run budget -- --write takes what is measured as the new limits; --modules shows bytecode by module; --long: rv32-long.ts;
// --frames N: endurance.ts; --same N: same.ts. Without XS nothing can be measured: that is a failure where CI is set.
import { readFileSync, writeFileSync } from "node:fs";
import { XSUnavailable } from "../../host-sim/xs/build.js";
import type { Placement } from "../../host-sim/xs/protocol";
import { endurance } from "./endurance";
import { type Budget, hold } from "./hold";
import { measureEvents, measureLetters } from "./measure";
import { budgetOfMicrocontroller } from "./rv32";
import { longRuns } from "./rv32-long";
import { sameMessages } from "./same";

const FILE = new URL("./letters.json", import.meta.url);

const limits: Record<string, Budget> = JSON.parse(readFileSync(FILE, "utf8"));
const measured: Record<string, Budget> = {};
let failed = 0;
if (process.argv.includes("--long")) process.exit(await longRuns(process.argv.slice(2)));
try {
	const frames = process.argv.indexOf("--frames");
	if (frames > 0) process.exit(await endurance(Number(process.argv[frames + 1])));
	const same = process.argv.indexOf("--same");
	if (same > 0) process.exit(await sameMessages(Number(process.argv[same + 1])));
	for (const placement of ["emulated", "silicon"] satisfies Placement[]) {
		const budget = await measureLetters(placement);
		measured[placement] = budget;
		const where = placement === "emulated" ? "emulated in XS" : "behind the bus";
		failed += hold(`letters, chip ${where}`, budget, limits[placement]);
	}
	measured.events = await measureEvents();
	failed += hold("letters, chip behind the bus, events only", measured.events, limits.events);
} catch (error) {
	if (!(error instanceof XSUnavailable)) throw error;
	process.stdout.write(`NOTHING IS MEASURED in XS: ${error.message}\n`);
	if (process.env.CI) failed++;
}
failed += await budgetOfMicrocontroller(process.argv);
if (process.argv.includes("--write") && measured.silicon)
	writeFileSync(FILE, `${JSON.stringify(measured, null, "\t")}\n`);
else if (failed) {
	const words = measured.silicon
		? `${failed} over their limit by more than 2 %: make it smaller, or say why and take npm run budget -- --write`
		: "CI is set, so XS is expected here";
	process.stdout.write(`\n${words}\n`);
	process.exitCode = 1;
}
