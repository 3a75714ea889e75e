"""Reading a table out of whatever file a product exported."""
