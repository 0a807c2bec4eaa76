"""Published cases, computed and compared: the desk's own proof."""
