// What the parts of the native host share.
#ifndef CIM_NATIVE_H
#define CIM_NATIVE_H

#include <stddef.h>

struct sxMachine;

/** Set by --reset. */
extern const char* reset_reason;

/** Compiles modules to bytecode that microcontrollers run in place, and writes it to standard output (pack.c). */
void pack_modules(struct sxMachine* the, char* modules, size_t length);

#endif
