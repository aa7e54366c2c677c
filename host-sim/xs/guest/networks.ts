// Networks as well as letters, and those behind a vision sensor; the chip on the other side of the bridge.
import { simulatedKinds } from "../../simulated-kinds";
import { runFirmware } from "./main";
import { Digital, SPI } from "./pins";

runFirmware(() => ({ SPI, Digital }), simulatedKinds);
