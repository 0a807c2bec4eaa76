"""Papers in forms that need a library or the disk: PDF, calendars, the publication folder, and feeds of the press."""
