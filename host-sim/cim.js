#!/usr/bin/env node
// Runs cli.ts from any directory: tsx compiles TypeScript as it is imported.
import { register } from "tsx/esm/api";

register();
await import("./cli.ts");
