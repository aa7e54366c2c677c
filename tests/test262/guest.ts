// In the machine: runs the tests that it is told to, and tells how each ended.
import { bytes, openLine, putText, send, view } from "../../host-sim/xs/guest/line";
import { NEXT, NONE, OUTCOME } from "./requests";

/** Words of whatever was thrown: its name, a line break, all of it. */
function describe(error: unknown): string {
	try {
		const { name } = error as Error;
		return `${String(name)}\n${String(error)}`;
	} catch {
		return "\nsomething that cannot be shown was thrown";
	}
}

export function runTests(tests: readonly (() => void)[]): void {
	openLine();
	for (;;) {
		send(NEXT, 0, 0);
		const index = view.getUint32(0, true);
		if (index === NONE) return;
		// not as a method: its this is that of a module
		const test = tests[index];
		let length = 0;
		try {
			test();
		} catch (error) {
			length = putText(describe(error), 1);
		}
		bytes[0] = length === 0 ? 0 : 1;
		send(OUTCOME, index, length === 0 ? 1 : length);
	}
}
