// embedded:io/digital; @moddable/typings 5.6.0 has no initialValue, and its modes have no type.
import type { DigitalClass } from "../hardware";

declare const Digital: DigitalClass;
export default Digital;
