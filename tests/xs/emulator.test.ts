import { test } from "uvu";
import { testOnXS } from "./firmware-on-xs";

await testOnXS(["emulator"]);

test.run();
