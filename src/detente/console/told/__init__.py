"""What is read of the record for a page, and how it stands there: a story, its receipts, an act as it is signed."""
