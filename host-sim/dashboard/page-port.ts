/** Where the live page is, unless somebody has that port. */
export const PAGE_PORT = 8410;
