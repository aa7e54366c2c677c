// embedded:io/spi; @moddable/typings has no close().
import type { SPIClass } from "../hardware";

declare const SPI: SPIClass;
export default SPI;
