// The chip is on the other side of the bridge: bytes and levels cross it, as they would cross wires.
import { runFirmware } from "./main";
import { Digital, SPI } from "./pins";

runFirmware(() => ({ SPI, Digital }));
