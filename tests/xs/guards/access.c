// Accesses to memory on the microcontroller, one after the other: what the processor makes of each. In the place of the firmware.
// One that traps ends this life; the next goes on behind it.
#include "layout.h"
#include "system.h"

#include <stdarg.h>
#include <stdio.h>

enum kind { LOAD, STORE, JUMP, END };

struct access {
	uint32_t kind, address;
};

/** What to do lies at the start of the memory beside the chip. */
#define ACCESSES ((const struct access*)external_start)

/** Of the next one; survives a reset. */
static uint32_t next __attribute__((section(".retained")));

void die(int code, const char* format, ...)
{
	char words[240];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	system_end(code, words);
}

int main(void)
{
	for (;;) {
		struct access access = ACCESSES[next++];
		switch (access.kind) {
		case LOAD: (void)*(volatile uint32_t*)access.address; break;
		case STORE: *(volatile uint32_t*)access.address = 1; break;
		case JUMP: ((void (*)(void))access.address)(); break;
		default: system_end(0, "");
		}
		system_log("allowed");
	}
}
