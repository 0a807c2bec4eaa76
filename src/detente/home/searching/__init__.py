"""Finding things in a party's own record: the index that is kept beside it, searches, saved ones, what analysts ask."""
