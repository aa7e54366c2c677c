import { test } from "uvu";
import { testOnXS } from "./firmware-on-xs";

await testOnXS(["commands", "device", "events", "math", "model", "network", "networks", "sensing", "storage"]);

test.run();
