import { test } from "uvu";
import { testOnXS } from "./firmware-on-xs";

await testOnXS(["messaging"]);

test.run();
