// embedded:io/socket/udp; @moddable/typings has no close().
import type { UDPClass } from "../network/network-time";

declare const UDP: UDPClass;
export default UDP;
