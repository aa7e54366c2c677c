// A worker thread does not inherit the loader of TypeScript; this brings it.
import { register } from "tsx/esm/api";

register();
await import("./evaluate-worker.ts");
