// modules/crypt/ssl/session_419.js of the SDK; not in @moddable/typings 5.6.0.
import type { Session as Guarded } from "../../network/guarded-session";

declare const Session: { readonly prototype: Guarded };
export default Session;
