/** How the command line ends; 0 is done. Its help lists them. */

/** What was asked for could not be computed or written. */
export const EXIT_FAILED = 1;
/** Something is wrong with the command or a file that it names. */
export const EXIT_USAGE = 2;
/** Stopped by Ctrl-C, as shells count it: 128 and SIGINT's number. */
export const EXIT_INTERRUPTED = 130;
