"""From records to files: which fields and rows, in which format, kept where and for how long."""
