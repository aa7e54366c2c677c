// A trap is the end of this life: its reset reason says what was tried where.
#include "layout.h"

enum { INSTRUCTION_ACCESS = 1, ILLEGAL_INSTRUCTION = 2, LOAD_ACCESS = 5, STORE_ACCESS = 7 };
/** So far below RAM an access means that the stack has outgrown it. */
enum { BELOW_STACK = 0x10000 };

static unsigned char trap_stack[1024] __attribute__((aligned(16)));

__attribute__((naked, aligned(4))) void trap_entry(void)
{
	// the stack may be what has failed
	__asm__ volatile("csrr sp, mscratch\nj trap");
}

void trap_prepare(void)
{
	__asm__ volatile("csrw mscratch, %0" ::"r"(trap_stack + sizeof(trap_stack)));
	__asm__ volatile("csrw mtvec, %0" ::"r"(trap_entry));
}

__attribute__((used, noreturn)) void trap(void)
{
	uint32_t cause, at, address;
	__asm__ volatile("csrr %0, mcause\ncsrr %1, mepc\ncsrr %2, mtval" : "=r"(cause), "=r"(at), "=r"(address));
	uint32_t start = (uint32_t)ram_start;
	if ((cause == STORE_ACCESS || cause == LOAD_ACCESS) && address < start && address >= start - BELOW_STACK)
		die(EXIT_STACK_OVERFLOW, "stack overflow: the C stack has %ld bytes", (long)(stack_top - ram_start));
	const char* what = cause == STORE_ACCESS ? "store to" : cause == LOAD_ACCESS ? "load from" : cause == INSTRUCTION_ACCESS ? "jump to"
		: cause == ILLEGAL_INSTRUCTION ? "illegal instruction" : "trap at";
	die(EXIT_TRAP, "trap %ld: %s %08lx at %08lx, called from %08lx", (long)cause, what, (long)address, (long)at,
		(long)__builtin_return_address(0));
}
