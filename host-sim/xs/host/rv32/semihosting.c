#include "semihosting.h"

#include <string.h>

enum { SYS_OPEN = 1, SYS_CLOSE = 2, SYS_WRITE0 = 4, SYS_WRITE = 5, SYS_READ = 6 };

/** The three instructions that make a call must lie in one page. */
__attribute__((naked, noinline, aligned(16))) static int call(int operation, const void* arguments)
{
	__asm__ volatile(
		".option push\n.option norvc\n"
		"slli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\nret\n"
		".option pop\n");
}

int semihosting_open(const char* name, enum semihosting_mode mode)
{
	uintptr_t arguments[3] = { (uintptr_t)name, mode, strlen(name) };
	return call(SYS_OPEN, arguments);
}

void semihosting_close(int handle)
{
	uintptr_t arguments[1] = { handle };
	call(SYS_CLOSE, arguments);
}

bool semihosting_read(int handle, void* bytes, size_t length)
{
	while (length > 0) {
		uintptr_t arguments[3] = { handle, (uintptr_t)bytes, length };
		// what is missing: a pipe gives what it has
		size_t missing = call(SYS_READ, arguments);
		if (missing >= length) return false;
		bytes = (char*)bytes + (length - missing);
		length = missing;
	}
	return true;
}

bool semihosting_write(int handle, const void* bytes, size_t length)
{
	while (length > 0) {
		uintptr_t arguments[3] = { handle, (uintptr_t)bytes, length };
		size_t missing = call(SYS_WRITE, arguments);
		if (missing >= length) return false;
		bytes = (const char*)bytes + (length - missing);
		length = missing;
	}
	return true;
}

void semihosting_print(const char* text)
{
	call(SYS_WRITE0, text);
}
