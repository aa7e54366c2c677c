// embedded:io/socket/tcp, format "buffer"; in @moddable/typings read() may give a number.
import type { TCPClass } from "../hardware";

declare const TCP: TCPClass;
export default TCP;
