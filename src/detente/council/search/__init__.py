"""Search over what a party may read: which words a text has, which an asker wants, and where they stand. Pure."""
