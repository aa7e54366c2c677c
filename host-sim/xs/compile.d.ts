/** What a compiler or linker said. */
export class CompileError extends Error {}

/** Twelve digits that tell contents apart. */
export function digest(parts: readonly (string | Uint8Array)[]): string;
