// The test runner inside XS: what uvu does for a file of tests, told line by line to the other end.

type Body = (context?: unknown) => unknown;
interface Case {
	name: string;
	body: Body;
}

declare global {
	/** Names of tests that are not for this machine. */
	var leftOut: string[];
}

const cases: Case[] = [];
const before: Body[] = [];
const after: Body[] = [];
const beforeEach: Body[] = [];
const afterEach: Body[] = [];
let skipped = 0;

export function test(name: string, body: Body): void {
	if (!leftOut.includes(name)) {
		cases.push({ name, body });
		return;
	}
	skipped++;
	host.log(`left out: ${name}`);
}
test.skip = (): void => {
	skipped++;
};
test.only = test;
test.before = Object.assign((body: Body): number => before.push(body), {
	each: (body: Body): number => beforeEach.push(body),
});
test.after = Object.assign((body: Body): number => after.push(body), {
	each: (body: Body): number => afterEach.push(body),
});
test.run = (): void => {
	void runAll();
};

async function runAll(): Promise<void> {
	let passed = 0;
	for (const body of before) await body();
	for (const { name, body } of cases) {
		const began = host.microseconds();
		try {
			for (const each of beforeEach) await each();
			await body();
			for (const each of afterEach) await each();
			passed++;
		} catch (error) {
			host.log(`failed: ${name}: ${describe(error)}`);
		}
		const milliseconds = (host.microseconds() - began) / 1000;
		if (milliseconds > 1000) host.log(`slow: ${name}: ${milliseconds.toFixed(0)} ms`);
	}
	for (const body of after) await body();
	host.log(`tests: ${passed} of ${cases.length} passed, ${skipped} skipped`);
}

function describe(error: unknown): string {
	const { message, stack, details } = error as { message?: string; stack?: string; details?: unknown };
	return `${message ?? String(error)} ${details ? String(details) : ""} ${stack ?? ""}`.replaceAll("\n", " | ");
}
