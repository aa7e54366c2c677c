// From power-on to main.
#include "layout.h"

#include <string.h>

extern unsigned char data_source[], data_start[], data_end[], bss_start[];

int main(void);
void protect_memory(void);
void trap_entry(void);
void trap_prepare(void);

/** Fills the unused stack, so that its deepest use can be seen afterwards. */
enum { STACK_PAINT = 0x5a };

__attribute__((naked, section(".text.start"), used)) void start(void)
{
	__asm__ volatile(
		".option push\n.option norelax\n"
		"la gp, __global_pointer$\n"
		".option pop\n"
		"la sp, stack_top\n"
		"la tp, tls_start\n"
		"j begin\n");
}

__attribute__((used, noreturn)) void begin(void)
{
	unsigned char here;
	memset(ram_start, STACK_PAINT, (size_t)(&here - ram_start) - 256);
	memcpy(data_start, data_source, (size_t)(data_end - data_start));
	memset(bss_start, 0, (size_t)(bss_end - bss_start));
	trap_prepare();
	protect_memory();
	main();
	for (;;) {}
}

uint32_t stack_deepest(void)
{
	const unsigned char* at = ram_start;
	while (at < stack_top && *at == STACK_PAINT) at++;
	return (uint32_t)(stack_top - at);
}
