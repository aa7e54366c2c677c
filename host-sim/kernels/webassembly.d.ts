// What of WebAssembly the kernels use: @types/node names it without its values, and TypeScript's own types come with the DOM.
declare namespace WebAssembly {
	class Module {
		constructor(bytes: Uint8Array<ArrayBuffer>);
	}
	class Instance {
		readonly exports: Record<string, unknown>;
		constructor(module: Module, imports: Record<string, Record<string, unknown>>);
	}
	class Memory {
		readonly buffer: ArrayBuffer;
		/** In pages of 64 KiB. */
		constructor(size: { initial: number });
		grow(pages: number): number;
	}
	function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
