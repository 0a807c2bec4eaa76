"""An assessment as a document: sections that are evidence or judgement, with pictures and tables."""
