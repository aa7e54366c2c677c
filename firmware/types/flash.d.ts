// embedded:storage/flash; not in @moddable/typings 5.6.0.
import type { FlashStorage } from "../device/kept";

declare const storage: FlashStorage;
export default storage;
