import { test } from "uvu";
import { testOnXS } from "./firmware-on-xs";

await testOnXS(["emulator"], { isDeep: false });

test.run();
