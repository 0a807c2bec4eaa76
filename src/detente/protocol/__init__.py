"""Acts, sealing, identity, charter and delivery: pure, and carrying entries that it does not understand."""
