import { test } from "uvu";
import { testOnXS } from "./firmware-on-xs";

await testOnXS(["device", "math", "model", "network", "networks", "sensing", "storage"]);

test.run();
