// embedded:network/interface/wifi; not in @moddable/typings 5.6.0.
import type { WiFiClass } from "../network/wifi-keeper";

declare const WiFi: WiFiClass;
export default WiFi;
