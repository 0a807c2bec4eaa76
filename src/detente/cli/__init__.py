"""The `detente` command: words for people round the calls of the home face. It decides nothing."""
