"""The officers' pages: what the command shows, in a browser on the same machine. They read and say nothing."""
