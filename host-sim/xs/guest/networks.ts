// Networks as well as letters, the chip on the other side of the bridge.
import { kinds } from "../../../firmware/recognise/all-kinds";
import { runFirmware } from "./main";
import { Digital, SPI } from "./pins";

runFirmware(() => ({ SPI, Digital }), kinds);
