"""Pages that show: one function a page, and the files that they give."""
