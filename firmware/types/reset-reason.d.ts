// build/devices/esp32/modules/resetReason of the SDK; not in @moddable/typings 5.6.0.

/** `reason`: esp_reset_reason_t of ESP-IDF. */
declare function getResetReason(): { readonly reason: number };
export default getResetReason;
