// What the host needs of the computer it runs on; native/ and rv32/ each have their own.
#ifndef CIM_SYSTEM_H
#define CIM_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes to and from the other end of the bridge, all of them. False when nobody is there any more. */
bool system_send(const uint8_t* bytes, size_t length);
bool system_receive(uint8_t* bytes, size_t length);

/** Zeroed memory outside the heap, as that of a driver or a file in flash; never given back. NULL when there is no more. */
void* system_memory(size_t length);

/** For measuring only; nothing that is computed depends on it. */
double system_microseconds(void);

/** Bytes of C stack that were ever used, and bytes that the C library's heap has taken; 0 where that is not known. */
void system_use(uint32_t* stack_peak, uint32_t* heap);

/** A line for whoever watches. */
void system_log(const char* line);

/** Why the machine began anew, or "" after power-on. */
const char* system_reset_reason(void);

/** Ends this life of the machine; the words are its reset reason. */
void system_end(int code, const char* words) __attribute__((noreturn));

#endif
