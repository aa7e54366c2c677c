// Calls to whoever emulates this machine (RISC-V semihosting, after Arm's): files of the host, by relative names.
#ifndef CIM_SEMIHOSTING_H
#define CIM_SEMIHOSTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum semihosting_mode { SEMIHOSTING_READ = 1, SEMIHOSTING_WRITE = 5 };

/** Returns a handle, or -1. */
int semihosting_open(const char* name, enum semihosting_mode mode);
void semihosting_close(int handle);
/** False at the end of the file. */
bool semihosting_read(int handle, void* bytes, size_t length);
bool semihosting_write(int handle, const void* bytes, size_t length);
/** To the emulator's standard error. */
void semihosting_print(const char* text);

#endif
