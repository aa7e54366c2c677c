/** One verb of `cim`: a file commands/<name>.ts exports it as `command`, and commands/catalogue.ts lists it. */
export interface Command {
	name: string;
	/** One line for `cim --help`, the same words as in the catalogue. */
	summary: string;
	/** What `cim help <name>` prints; helpText() of options.ts makes it from the options. */
	help: string;
	/** Arguments after the command's name. Resolves to the exit code: 0 ok, 1 failed. Throws UsageError for wrong use. */
	run(args: string[]): Promise<number>;
}

/** Wrong use of the command line: exit code 2. The words say what is wrong and what would be right. */
export class UsageError extends Error {}

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
