// What may be done where, enforced by physical memory protection, locked so that it holds in machine mode too:
// code cannot be written, RAM cannot be executed, and there is nothing beyond RAM's last byte.
#include "layout.h"

enum { READ = 1, WRITE = 2, EXECUTE = 4, UP_TO = 1 << 3, LOCKED = 1 << 7 };

/** The board's own code, which goes on at `start` after a reset; locks outlive that in QEMU before version 8. */
#define BOOT_START 0x1000
#define BOOT_END 0x2000
#define DEVICES 0x100000
#define FLASH 0x80000000

#define LIMIT(entry, end) __asm__ volatile("csrw pmpaddr" #entry ", %0" ::"r"((uint32_t)(end) >> 2))
#define RIGHTS(four, a, b, c, d) \
	__asm__ volatile("csrw pmpcfg" #four ", %0" ::"r"((uint32_t)((a) | (b) << 8 | (c) << 16 | (uint32_t)(d) << 24)))

void protect_memory(void)
{
	const int none = LOCKED | UP_TO;
	const int code = none | READ | EXECUTE;
	const int data = none | READ | WRITE;
	const int program = parameters.mode == MODE_LINK ? data : none | READ;
	// a right is that of the bytes up to the limit; the first page is where null pointers lead
	LIMIT(0, BOOT_START);
	LIMIT(1, BOOT_END);
	LIMIT(2, DEVICES);
	LIMIT(3, FLASH);
	RIGHTS(0, none, code, none, data);
	LIMIT(4, program_start);
	LIMIT(5, flash_end);
	LIMIT(6, ram_start);
	LIMIT(7, ram_start + parameters.ram);
	RIGHTS(1, code, program, none, data);
	LIMIT(8, external_start);
	LIMIT(9, external_end);
	LIMIT(10, 0xffffffff);
	RIGHTS(2, none, data, none, 0);
}
