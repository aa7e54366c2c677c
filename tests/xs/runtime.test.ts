import { test } from "uvu";
import { testOnXS } from "./firmware-on-xs";

// the files beside firmware/runtime.ts
await testOnXS([""], { isDeep: false });

test.run();
