// embedded:io/socket/tcp/tls (examples/io/tcp/tlssocket of the SDK); not in @moddable/typings 5.6.0.
import type { TCPClass } from "../hardware";

declare const TLSSocket: TCPClass;
export default TLSSocket;
