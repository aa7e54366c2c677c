// What the engine asks of a C library that depends on the computer.
#include "layout.h"
#include "semihosting.h"
#include "system.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

static unsigned char* heap_next = bss_end;
unsigned char* heap_end(void)
{
	return bss_end + parameters.c_heap;
}

uint32_t heap_used(void)
{
	return (uint32_t)(heap_next - bss_end);
}

void* sbrk(ptrdiff_t size)
{
	if (size > heap_end() - heap_next) {
		errno = ENOMEM;
		return (void*)-1;
	}
	void* memory = heap_next;
	heap_next += size;
	return memory;
}

/** Since power-on: there is no clock that knows the date. */
int gettimeofday(struct timeval* time, void* zone)
{
	uint64_t microseconds = (uint64_t)system_microseconds();
	time->tv_sec = microseconds / 1000000;
	time->tv_usec = microseconds % 1000000;
	return 0;
}

void _exit(int code)
{
	system_end(code ? EXIT_ENGINE_ABORT : 0, "the engine ended");
}

static int put(char letter, FILE* file)
{
	char text[2] = { letter, 0 };
	semihosting_print(text);
	return 0;
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE* const stdout = &console;
FILE* const stderr = &console;

/** In the place of the engine's own, which knows no such computer (linker option --wrap). */
char* __wrap_fxCStackLimit(void)
{
	enum { LEFT_FOR_THE_END = 768 };
	return (char*)ram_start + LEFT_FOR_THE_END;
}

/** Functions have neither names nor lengths, as on a device whose modules went through the SDK's linker. */
void* __wrap_fxNewFunctionName(void)
{
	return NULL;
}

void* __wrap_fxNewFunctionLength(void)
{
	return NULL;
}
